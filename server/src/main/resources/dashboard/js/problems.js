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

/** Alerts that tell what the status of an unhealthy database tells already. */
const SAME_AS_STATUS = new Set(['database-unhealthy']);

const MANY = 3;

/**
 * All that needs somebody, one entry a database, the worst first, and the oldest of those: what is worst of it, and as `others` whatever more there is.
 */
export function problemsOf(databases, alerts) {
  return databases
    .map(database => together([...ofDatabase(database), ...alerts.filter(alert => tellsMore(alert, database)).map(ofAlert)].sort(worstFirst)))
    .filter(problem => problem !== null)
    .sort(worstFirst);
}

function worstFirst(a, b) {
  return severityOf(a.severity).rank - severityOf(b.severity).rank || String(a.since).localeCompare(String(b.since));
}

function tellsMore({database, rule}, {name, status}) {
  return database === name && !(status === 'unhealthy' && SAME_AS_STATUS.has(rule));
}

/** The status of the database leads, where it is as bad as the worst alert. */
function together(problems) {
  if (problems.length === 0) {
    return null;
  }
  const worst = severityOf(problems[0].severity).rank;
  const lead = problems.find(problem => problem.leads && severityOf(problem.severity).rank === worst) ?? problems[0];
  return {...lead, others: problems.filter(problem => problem !== lead)};
}

/** Where many databases fail at the same hosts in the same way, one entry tells of them all. */
export function grouped(problems) {
  const groups = new Map();
  problems.forEach(problem => {
    const name = problem.cause ?? problem.key;
    groups.set(name, [...groups.get(name) ?? [], problem]);
  });
  return [...groups.values()].flatMap(group => group.length < MANY ? group : [ofMany(group)]);
}

function ofMany([lead, ...rest]) {
  const named = rest.map(({key, title, since: moment}) => ({key, title, since: moment, what: null, advice: null}));
  return {...lead, title: `${lead.database} and ${rest.length} more databases of the same host do not work`, others: [...lead.others, ...named]};
}

/** Of an unhealthy database: how it fails, and which of its hosts are down; null if none is. */
function causeOf({status, category, hosts}) {
  const down = hosts.filter(host => host.state === 'down').map(host => host.host).sort();
  return status === 'unhealthy' && down.length > 0 ? `${category} at ${down.join()}` : null;
}

function ofDatabase(database) {
  const {name, status, error, category, advice} = database;
  const problems = [];
  if (status === 'unhealthy' || status === 'degraded') {
    problems.push({
      leads: true,
      key: `${name} status`,
      database: name,
      cause: causeOf(database),
      severity: status === 'unhealthy' ? 'critical' : 'warning',
      title: `${name} is ${status}`,
      since: database.since,
      what: error ?? `The last check found it ${status}.`,
      advice: advice ?? BY_CATEGORY[category] ?? BY_STATUS[status],
    });
  }
  if (status === 'unknown') {
    problems.push({
      leads: true,
      key: `${name} status`,
      database: name,
      severity: 'info',
      title: `How ${name} is, is not known`,
      since: database.since,
      what: error ?? 'It has not been asked since the server started.',
      advice: 'It is asked when its next check is due, and by Reconnect.',
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
  const fill = keyed(list, problem => problem.database, problemCard);
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
  const others = element('ul', {class: 'others'});
  const fill = keyed(others, problem => problem.key, otherLine);
  const node = element('li', {}, element('div', {class: 'line'}, severity.element, element('h3', {}, title), began), what, todo, others);
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
      setHidden(others, problem.others.length === 0);
      fill(problem.others.map(other => ({...other, lead: problem})));
    },
  };
}

/** What its card does not say already. */
function otherLine() {
  const title = element('strong');
  const words = element('span');
  const node = element('li', {}, title, words);
  return {
    element: node,
    update({title: text, since: moment, what, advice, lead}) {
      setText(title, moment ? `${text}, since ${time(moment)}` : text);
      const told = [what, advice].filter(each => each && each !== lead.what && each !== lead.advice);
      setText(words, told.length > 0 ? `: ${told.join(' ')}` : '');
    },
  };
}

/** What ended a short while ago, on one line each. */
export function endedLine(alert) {
  return `${alert.database}: ${words(alert.rule)}${alert.host ? ` on ${alert.host}` : ''}, ${time(alert.since)} to ${time(alert.ended)}. ${alert.message}`;
}
