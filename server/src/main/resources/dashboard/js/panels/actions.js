// What can be done to a database, by those who may; each is asked for again before it is done.

import {Api} from '../api.js';
import {ask, note} from '../dialog.js';
import {element, setHidden} from '../dom.js';
import {count, milliseconds} from '../format.js';

const FLUSH_MODES = [
  ['idle', 'those that are idle now'],
  ['graceful', 'idle ones now, lent ones when they come back'],
  ['all', 'all of them now: what runs on them fails'],
];

export function actionsPanel({name, api, session}) {
  const post = (route, body) => api.post(`${Api.of(name)}/${route}`, body);
  const button = (label, question) => element('button', {type: 'button', click: () => ask(question)}, label);
  const ownPool = button('Reconnect …', {
    ...reconnecting(name, post),
    text: 'Idle connections are closed now, and lent ones when they come back; new ones are opened when they are needed. What runs goes on undisturbed. Then its hosts are asked how they are.',
  });
  const poolOfTheDriver = button('Reconnect …', {
    ...reconnecting(name, post),
    text: 'Its hosts are asked now how they are, and that is all: the connections are its driver\'s, which replaces broken ones by itself. What runs goes on undisturbed.',
  });
  const pause = button('Pause …', {
    title: `Pause ${name}?`,
    text: 'New statements wait, up to their own time-outs, until it is resumed. What runs now may end first; what is left after this time is cancelled.',
    confirm: 'Pause',
    danger: true,
    fields: [{name: 'timeout', label: 'Seconds that running statements have to end', value: 10}],
    act: ({timeout}) => post(`pause?timeout=${encodeURIComponent(timeout)}`),
    done: data => note(`${name} is paused after ${milliseconds(data.took_ms)}; ${count(data.cancelled)} cancelled.`),
  });
  const resume = button('Resume …', {
    title: `Resume ${name}?`,
    text: 'Statements that wait run, and new ones too.',
    confirm: 'Resume',
    act: () => post('resume'),
    done: () => note(`${name} is resumed.`),
  });
  const flush = button('Flush …', {
    title: `Flush the connections of ${name}?`,
    text: 'Connections are closed; new ones are opened when they are needed.',
    confirm: 'Flush',
    danger: true,
    fields: [{name: 'mode', label: 'Which ones', options: FLUSH_MODES}],
    act: ({mode}) => post('flush', {mode}),
    done: () => note(`The connections of ${name} are flushed.`),
  });

  const refused = element('p', {class: 'muted'}, 'Its driver keeps the connections: they cannot be paused or flushed from here.');
  const may = session.may('database:operate');
  const node = may
    ? element('div', {class: 'actions', role: 'group', 'aria-label': 'Actions'}, ownPool, poolOfTheDriver, pause, resume, flush, refused)
    : element('p', {class: 'muted'}, 'This token may look only: reconnect, pause and flush need the scope database:operate.');
  return {
    element: node,
    update({paused, capabilities}) {
      const focused = [pause, resume].includes(document.activeElement);
      setHidden(ownPool, !capabilities.flush);
      setHidden(poolOfTheDriver, capabilities.flush);
      setHidden(flush, !capabilities.flush);
      setHidden(refused, capabilities.flush || capabilities.pause);
      setHidden(pause, paused || !capabilities.pause);
      setHidden(resume, !paused || !capabilities.pause);
      if (focused) {
        (paused ? resume : pause).focus();
      }
    },
  };
}

function reconnecting(name, post) {
  return {
    title: `Reconnect ${name}?`,
    confirm: 'Reconnect',
    act: () => post('reconnect'),
    done: data => note(`${name}: reconnection ${data.reconnection_status}.`),
  };
}
