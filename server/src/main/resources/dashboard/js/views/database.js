// Everything about one database.

import {element, setHidden, setText} from '../dom.js';
import {Events} from '../events.js';
import {since} from '../format.js';
import {hostTable} from '../hosts.js';
import {actionsPanel} from '../panels/actions.js';
import {backupsPanel} from '../panels/backups.js';
import {chartsPanel} from '../panels/charts.js';
import {eventsPanel} from '../panels/events.js';
import {figuresPanel} from '../panels/figures.js';
import {poolPanel} from '../panels/pool.js';
import {queryPanel} from '../panels/query.js';
import {statementsPanel} from '../panels/statements.js';
import {problemList, problemsOf} from '../problems.js';
import {badge, statusOf} from '../status.js';
import {topologyDrawing} from '../topology.js';

export function databaseView(context) {
  const {name, store, signal} = context;
  const events = new Events(context);
  const parts = {...context, events};

  const title = element('h1', {tabindex: '-1'}, name);
  const status = badge();
  const about = element('p', {class: 'muted'});
  const unknown = element('p', {class: 'refusal', hidden: true}, `There is no database "${name}" in the configuration of this server.`);
  const problems = problemList('What is wrong');
  const actions = actionsPanel(parts);
  const figures = figuresPanel();
  const drawing = topologyDrawing();
  const hosts = hostTable();
  const pool = poolPanel(parts);
  const query = queryPanel(parts);
  const body = element('div', {class: 'view'},
    problems.element,
    figures.element,
    element('section', {'aria-labelledby': 'hosts'}, element('h2', {id: 'hosts'}, 'Hosts'),
      element('div', {class: 'hosts-and-drawing'}, drawing.element, hosts.element)),
    chartsPanel(parts).element,
    pool.element,
    statementsPanel(parts).element,
    backupsPanel(parts).element,
    eventsPanel(parts).element,
    query.element);
  const view = element('div', {class: 'view'},
    element('p', {}, element('a', {href: '#/'}, '← All databases')),
    element('div', {class: 'line'}, title, status.element, about, actions.element),
    unknown, body);

  const show = () => {
    if (!store.state) {
      return;
    }
    const database = store.database(name);
    setHidden(unknown, database !== null);
    setHidden(body, database === null);
    setHidden(actions.element, database === null);
    if (database === null) {
      return;
    }
    status.update(statusOf(database.status));
    setText(about, aboutOf(database, store.now));
    problems.update(problemsOf([database], store.alertsOf(name)), store.now);
    [actions, figures, drawing, pool, query].forEach(part => part.update(database));
    hosts.update(database.hosts);
  };
  store.addEventListener('state', show, {signal});
  show();
  return {element: view, title: name, focus: title};
}

function aboutOf(database, now) {
  return [
    database.since ? since(database.since, now) : null,
    database.version ?? database.database_type,
    `epoch ${database.epoch}`,
    database.default ? 'the default' : null,
    database.critical ? 'critical' : 'not critical',
  ].filter(Boolean).join(', ');
}
