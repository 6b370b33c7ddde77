// What is wrong, since when, and what to do: first, for somebody who was woken for it.

import {element, keyed, setAttribute, setHidden, setText} from './dom.js';
import {since, time, words} from './format.js';
import {badge, severityOf} from './status.js';

const BY_CATEGORY = {
  connection_refused: 'See whether the server runs, and whether host and port are right. "hawser doctor" goes the whole way step by step.',
  connection_lost: 'See whether the server was restarted or the network was cut. Hawser connects anew by itself as soon as it answers.',
  authentication: 'See whether user and password are still right. What the server says is in its own log.',
  no_such_database: 'See whether the name of the database is right, and whether it was created on this server.',
  permission: 'Give the user the rights that the message names.',
  timeout: 'It answers too late. See what keeps the server busy: its load, its locks, its disks.',
  pool_exhausted: 'See below who holds the connections, and for how long.',
  resource: 'The server is short of what the message names: disk, memory, or connections.',
};
const BY_STATUS = {
  unhealthy: 'See below which hosts are down, and what their own logs say.',
  degraded: 'It still works. See below for hosts that are down or late, and for a full pool.',
};

/** All that needs somebody, the worst first, and the oldest of those. */
export function problemsOf(databases, alerts) {
  const shown = new Set(databases.map(database => database.name));
  return [...databases.flatMap(ofDatabase), ...alerts.filter(alert => shown.has(alert.database)).map(ofAlert)]
    .sort((a, b) => severityOf(a.severity).rank - severityOf(b.severity).rank || String(a.since).localeCompare(String(b.since)));
}

function ofDatabase(database) {
  const {name, status, error, category, advice} = database;
  const problems = [];
  if (status === 'unhealthy' || status === 'degraded') {
    problems.push({
      key: `${name} status`,
      database: name,
      severity: status === 'unhealthy' ? 'critical' : 'warning',
      title: `${name} is ${status}`,
      since: database.since,
      what: error ?? `The last check found it ${status}.`,
      advice: advice ?? BY_CATEGORY[category] ?? BY_STATUS[status],
    });
  }
  if (database.paused) {
    problems.push({
      key: `${name} paused`,
      database: name,
      severity: 'warning',
      title: `${name} is paused`,
      since: null,
      what: 'Statements wait, up to their own time-outs.',
      advice: 'Resume it when the work on its server is done.',
    });
  }
  return problems;
}

function ofAlert(alert) {
  return {
    key: `alert ${alert.rule} ${alert.database} ${alert.host}`,
    database: alert.database,
    severity: alert.severity,
    title: `${alert.database}: ${words(alert.rule)}${alert.host ? ` on ${alert.host}` : ''}`,
    since: alert.since,
    what: alert.message,
    advice: alert.advice,
  };
}

/** The list of them; nothing at all if there are none. */
export function problemList(heading) {
  const list = element('ul', {class: 'problems'});
  const fill = keyed(list, problem => problem.key, problemCard);
  const node = element('section', {'aria-labelledby': 'problems'}, element('h2', {id: 'problems'}, heading), list);
  return {
    element: node,
    update(problems, now) {
      setHidden(node, problems.length === 0);
      fill(problems.map(problem => ({...problem, now})));
    },
  };
}

function problemCard({database}) {
  const severity = badge();
  const title = element('a', {href: `#/db/${encodeURIComponent(database)}`});
  const began = element('p', {class: 'began'});
  const what = element('p', {class: 'what'});
  const advice = element('span');
  const todo = element('p', {class: 'todo'}, element('strong', {}, 'What to do: '), advice);
  const node = element('li', {}, element('div', {class: 'line'}, severity.element, element('h3', {}, title), began), what, todo);
  return {
    element: node,
    update(problem) {
      severity.update(severityOf(problem.severity));
      setAttribute(node, 'data-severity', severityOf(problem.severity).icon);
      setText(title, problem.title);
      setText(began, problem.since ? since(problem.since, problem.now) : '');
      setText(what, problem.what);
      setText(advice, problem.advice ?? '');
      setHidden(todo, !problem.advice);
    },
  };
}

/** What ended a short while ago, on one line each. */
export function endedLine(alert) {
  return `${alert.database}: ${words(alert.rule)}${alert.host ? ` on ${alert.host}` : ''}, ${time(alert.since)} to ${time(alert.ended)}. ${alert.message}`;
}
