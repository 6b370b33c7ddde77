// Where it begins: the session, the stream, and which view is shown.

import {announcer} from './announce.js';
import {Api} from './api.js';
import {watchConnection} from './connection.js';
import {element, setHidden, setText} from './dom.js';
import {problemsOf} from './problems.js';
import {Session} from './session.js';
import {Store} from './store.js';
import {follow} from './stream.js';
import {startTheme} from './theme.js';
import {databaseView} from './views/database.js';
import {loginView} from './views/login.js';
import {overviewView} from './views/overview.js';

const byId = id => document.getElementById(id);
const main = byId('main');
const session = new Session();
const api = new Api(session);

let running = new AbortController();
let shown = new AbortController();
let route = () => {};
let view = {title: ''};

function show(next, takeFocus = true) {
  view = next;
  main.replaceChildren(next.element);
  setTitle(null);
  if (takeFocus) {
    next.focus.focus();
    scrollTo(0, 0);
  }
}

function setTitle(store) {
  const wrong = store?.state ? problemsOf(store.state.databases, store.state.alerts).filter(({severity}) => severity !== 'info').length : 0;
  const title = `${wrong > 0 ? `(${wrong}) ` : ''}${view.title} · Hawser`;
  if (document.title !== title) {
    document.title = title;
  }
}

function stop() {
  running.abort();
  shown.abort();
  route = () => {};
}

function logIn(reason) {
  stop();
  setHidden(byId('log-out'), true);
  setText(byId('server'), '');
  show(loginView({reason, enter}));
}

async function enter(token) {
  session.use(token);
  await resume(true);
}

async function resume(takeFocus) {
  session.begin(await api.get('api/session'));
  start(takeFocus);
}

function start(takeFocus) {
  running = new AbortController();
  const {signal} = running;
  const store = new Store();
  const {profile, version} = session.about;
  setText(byId('server'), [profile, version].filter(Boolean).join(', '));
  setHidden(byId('log-out'), false);
  const connection = watchConnection({sign: byId('connection'), banner: byId('stale'), store, signal});
  announcer(byId('announcer'), store);
  store.addEventListener('state', () => setTitle(store));
  store.addEventListener('resumed', () => offerNewVersion(signal));
  follow(api, {
    hear(event, data) {
      store.hear(event, data);
      if (event === 'end' && data.code === 'token_expired') {
        session.end('The token has expired. Log in with a new one.');
      }
    },
    broken(reason, retryAt) {
      store.broken();
      connection.broken(reason, retryAt);
    },
    signal,
  });
  route = focused => goTo(store, focused);
  route(takeFocus);
}

/** The server may have been replaced while it was away, and this page not. */
async function offerNewVersion(signal) {
  try {
    const {version} = await api.get('api/session', {signal});
    if (session.about && version !== session.about.version) {
      setText(byId('server'), `This page is of version ${session.about.version}; the server is of ${version} now. `);
      byId('server').append(element('button', {type: 'button', click: () => location.reload()}, 'Reload'));
    }
  } catch {
    // It is asked again when the stream is back the next time.
  }
}

function goTo(store, takeFocus) {
  shown.abort();
  shown = new AbortController();
  const {signal} = shown;
  const context = {api, session, store, signal};
  const [, name] = /^#\/db\/(.+)$/.exec(location.hash) ?? [];
  if (name === undefined) {
    show(overviewView(context), takeFocus);
    return;
  }
  show(databaseView({...context, name: decoded(name)}), takeFocus);
}

function decoded(name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

async function begin() {
  stop();
  if (!session.token) {
    logIn(null);
    return;
  }
  try {
    await resume(false);
  } catch (error) {
    if (session.token && error.status >= 400 && error.status < 429) {
      logIn(`${error.title}: ${error.message}`);
    } else if (session.token) {
      wait(error);
    }
  }
}

/** The token may be fine: what cannot be reached now may be back soon. */
function wait(error) {
  main.replaceChildren(element('p', {class: 'refusal', role: 'alert'}, `${error.title ?? 'The server cannot be reached'}: ${error.message}. Trying again …`));
  setTimeout(begin, 1000 + Math.random() * 2000);
}

startTheme(byId('theme'));
byId('log-out').addEventListener('click', () => session.end('You have logged out.'));
document.querySelector('.skip').addEventListener('click', event => {
  event.preventDefault();
  main.focus();
});
session.addEventListener('ended', event => logIn(event.detail));
// A page that is kept for the way back would keep its stream, one of the few connections that a browser makes to a server.
addEventListener('pagehide', stop);
addEventListener('pageshow', event => {
  if (event.persisted) {
    begin();
  }
});
addEventListener('hashchange', () => session.takeFromAddress() ? begin() : route(true));
session.takeFromAddress();
begin();
