// The connection pool: who holds what, and what it did so far.

import {Api} from '../api.js';
import {element, setHidden, setText} from '../dom.js';
import {count, milliseconds, span} from '../format.js';
import {poll} from '../poll.js';
import {poolBar} from '../poolbar.js';
import {createTable} from '../table.js';

const INTERVAL = 2000;
const TOTALS = {acquired: 'lent', opened: 'opened', retired: 'retired', timed_out: 'timed out', rejected: 'rejected', leaked: 'leaked'};
const TIMES = {wait_ms: 'Wait for a connection', use_ms: 'Use of a connection', create_ms: 'Making a connection'};

export function poolPanel({name, api, signal}) {
  const bar = poolBar();
  const totals = element('p', {class: 'muted'});
  const problem = element('p', {class: 'refusal', hidden: true});
  const holders = holderTable();
  const times = timesTable();
  const node = element('section', {'aria-labelledby': 'pool'},
    element('h2', {id: 'pool'}, 'Who holds connections'),
    element('div', {class: 'line'}, bar.element, totals), problem, holders.element,
    element('details', {}, element('summary', {}, 'Times of the pool, since it was opened'), times.element));

  poll(node, INTERVAL, async () => {
    try {
      const answer = await api.get(`${Api.of(name)}/pool`, {signal});
      setHidden(problem, true);
      setText(totals, Object.entries(TOTALS).map(([key, word]) => `${count(answer.totals[key])} ${word}`).join(', '));
      holders.update([...answer.holders].sort((a, b) => b.held_ms - a.held_ms));
      times.update(Object.entries(TIMES).filter(([key]) => answer.times[key]).map(([key, label]) => ({label, ...answer.times[key]})));
    } catch (error) {
      setText(problem, `The pool cannot be shown. ${error.message}`);
      setHidden(problem, signal.aborted);
    }
  }, signal);
  return {
    element: node,
    update: database => bar.update(database.pool),
  };
}

function holderTable() {
  return createTable({
    caption: 'Who holds connections',
    key: holder => `${holder.host} ${holder.server_process ?? holder.thread}`,
    empty: 'Nobody holds a connection.',
    columns: [
      {label: 'Thread', text: holder => holder.label ? `${holder.thread} (${holder.label})` : holder.thread},
      {label: 'Held for', number: true, text: holder => holder.held_ms < 1000 ? milliseconds(holder.held_ms) : span(holder.held_ms)},
      {label: 'Statement', wide: true, cell: statementCell},
      {label: 'Transaction', text: holder => holder.in_transaction ? 'open' : 'none'},
      {label: 'Host', text: holder => holder.server_process ? `${holder.host}, process ${holder.server_process}` : holder.host},
    ],
  });
}

/** What runs, and below it, unfolded on demand, the code that took the connection. */
function statementCell(cell) {
  const code = element('code');
  const acquired = element('pre');
  const now = element('pre');
  const nowTitle = element('p', {}, 'Now');
  const details = element('details', {}, element('summary', {}, 'Stack'), element('p', {}, 'Taken at'), acquired, nowTitle, now);
  cell.append(code, details);
  return holder => {
    const taken = frames(holder.acquired_at);
    const current = frames(holder.now);
    setText(code, holder.query ?? '–');
    setText(acquired, taken || 'not recorded');
    setText(now, current);
    setHidden(nowTitle, !current);
    setHidden(now, !current);
    setHidden(details, !taken && !current);
  };
}

function frames(stack) {
  return (stack ?? []).join('\n');
}

function timesTable() {
  const number = (label, key) => ({label, number: true, text: row => milliseconds(row[key])});
  return createTable({
    caption: 'Times of the pool',
    key: row => row.label,
    empty: 'Nothing was measured yet.',
    columns: [
      {label: 'What', text: row => row.label},
      {label: 'Times', number: true, text: row => count(row.count)},
      number('p50', 'p50'), number('p95', 'p95'), number('p99', 'p99'), number('Longest', 'max'),
    ],
  });
}
