// All databases, one row each; what is wrong stands on top.

import {Api} from '../api.js';
import {element, keyed, setHidden, setText} from '../dom.js';
import {amount, milliseconds, plural, since} from '../format.js';
import {hostSigns, longestLag} from '../hosts.js';
import {poolBar} from '../poolbar.js';
import {endedLine, grouped, problemList, problemsOf} from '../problems.js';
import {sparkline} from '../sparkline.js';
import {badge, statusOf} from '../status.js';
import {createTable} from '../table.js';

const REMEMBERED_SECONDS = 120;

export function overviewView({api, store, signal}) {
  const summary = element('h1', {tabindex: '-1'}, 'Databases');
  const problems = problemList('Needs attention');
  const table = databaseTable(store);
  const ended = endedAlerts();
  const view = element('div', {class: 'view'}, summary, problems.element,
    element('section', {'aria-label': 'Databases'}, table.element), ended.element);

  const show = () => {
    const state = store.state;
    if (!state) {
      return;
    }
    recall(api, store, state.databases);
    setText(summary, summaryOf(state.databases));
    problems.update(grouped(problemsOf(state.databases, state.alerts)), store.now);
    table.update([...state.databases].sort(worstFirst));
    ended.update(api, state.alerts, signal);
  };
  store.addEventListener('state', show, {signal});
  show();
  return {element: view, title: 'Overview', focus: summary};
}

/** One sentence, which is also what a reader of the screen hears first. */
export function summaryOf(databases) {
  if (databases.length === 0) {
    return 'No database is configured';
  }
  const wrong = databases.filter(database => database.status === 'unhealthy').length;
  const weak = databases.filter(database => database.status === 'degraded').length;
  const unknown = databases.filter(database => database.status === 'unknown').length;
  if (wrong + weak + unknown === 0) {
    return databases.length === 1 ? 'The database is healthy' : `All ${databases.length} databases are healthy`;
  }
  const parts = [[wrong, 'unhealthy'], [weak, 'degraded'], [unknown, 'unknown']].filter(([number]) => number > 0);
  return `${parts.map(([number, word]) => `${number} ${word}`).join(', ')} of ${plural(databases.length, 'database')}`;
}

function worstFirst(a, b) {
  return statusOf(a.status).rank - statusOf(b.status).rank || a.name.localeCompare(b.name);
}

function databaseTable(store) {
  return createTable({
    caption: 'Databases',
    key: database => database.name,
    empty: 'Databases are listed under databases: in the configuration of the server, which reads it when it starts.',
    columns: [
      {label: 'Database', cell: nameCell},
      {label: 'Status', cell: cell => statusCell(cell, store)},
      {label: 'Hosts', wide: true, cell: cell => partCell(cell, hostSigns(), database => database.hosts)},
      {label: 'Pool', cell: cell => partCell(cell, poolBar(), database => database.pool)},
      {label: 'Latency', cell: cell => latencyCell(cell, store)},
      {label: 'Statements/s', number: true, text: database => amount(database.sample?.queries_per_second)},
      {label: 'Errors/s', number: true, cell: errorsCell},
      {label: 'Lag', number: true, text: database => milliseconds(longestLag(database.hosts))},
    ],
  });
}

function nameCell(cell) {
  const link = element('a', {class: 'name'});
  const type = element('span', {class: 'muted under'});
  cell.append(link, type);
  return database => {
    link.href = `#/db/${encodeURIComponent(database.name)}`;
    setText(link, database.name);
    setText(type, database.database_type);
  };
}

function statusCell(cell, store) {
  const status = badge();
  const began = element('span', {class: 'muted under'});
  cell.append(status.element, began);
  return database => {
    status.update(statusOf(database.status));
    setText(began, `${database.paused ? 'paused, ' : ''}${database.since ? since(database.since, store.now) : ''}`);
  };
}

function partCell(cell, part, of) {
  cell.append(part.element);
  return database => part.update(of(database));
}

function latencyCell(cell, store) {
  const line = sparkline();
  const numbers = element('span', {class: 'latencies'});
  cell.append(line.element, numbers);
  return database => {
    const {p50_ms: p50, p99_ms: p99} = database.sample ?? {};
    line.update(store.latencies(database.name));
    setText(numbers, `p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}`);
  };
}

function errorsCell(cell) {
  return database => {
    const sample = database.sample;
    const errors = sample ? sample.failed_per_second + sample.connection_errors_per_second + sample.pool_timeouts_per_second : null;
    setText(cell, amount(errors));
    cell.classList.toggle('bad', errors > 0);
  };
}

const recalled = new WeakMap();

/** Asks once for each database how its latencies were before this page was opened. */
function recall(api, store, databases) {
  const names = recalled.get(store) ?? new Set();
  recalled.set(store, names);
  for (const {name} of databases.filter(database => !names.has(database.name))) {
    names.add(name);
    api.get(`${Api.of(name)}/history?resolution=second&last=${REMEMBERED_SECONDS}`)
      .then(history => store.recall(name, history.p50_ms, history.p99_ms))
      .catch(() => {}); // The line then begins now.
  }
}

/** Alerts that are over. They are asked for when the set of active ones changes. */
function endedAlerts() {
  const list = element('ul', {class: 'ended'});
  const node = element('details', {hidden: true}, element('summary', {}, 'Alerts that have ended'), list);
  const fill = keyed(list, alert => `${alert.rule} ${alert.database} ${alert.host} ${alert.since}`, () => {
    const item = element('li');
    return {element: item, update: alert => setText(item, endedLine(alert))};
  });
  let asked = null;
  return {
    element: node,
    update(api, active, signal) {
      const now = active.map(alert => `${alert.rule} ${alert.database} ${alert.host}`).join();
      if (now === asked) {
        return;
      }
      asked = now;
      api.get('api/alerts', {signal}).then(({recent}) => {
        setHidden(node, recent.length === 0);
        fill(recent);
      }).catch(() => {
        asked = null;
      });
    },
  };
}
