// Which statements cost the most, by one measure or another.

import {Api} from '../api.js';
import {element, setHidden, setText} from '../dom.js';
import {count, milliseconds, time} from '../format.js';
import {poll} from '../poll.js';
import {createTable} from '../table.js';

const INTERVAL = 5000;

export function statementsPanel({name, api, signal}) {
  let order = 'total';
  const began = element('p', {class: 'muted'});
  const problem = element('p', {class: 'refusal', hidden: true});
  const table = createTable({
    caption: 'Statements',
    key: statement => statement.query,
    empty: 'No statement was run yet.',
    onOrder(chosen) {
      order = chosen;
      refresh();
    },
    columns: [
      {label: 'Statement', wide: true, cell: queryCell},
      {label: 'Total', number: true, order: 'total', text: statement => milliseconds(statement.total_ms)},
      {label: 'Mean', number: true, order: 'mean', text: statement => milliseconds(statement.mean_ms)},
      {label: 'Longest', number: true, order: 'max', text: statement => milliseconds(statement.max_ms)},
      {label: 'Calls', number: true, order: 'calls', text: statement => count(statement.calls)},
      {label: 'Failed', number: true, order: 'failed', text: statement => count(statement.failed)},
      {label: 'Rows', number: true, text: statement => count(statement.rows)},
      {label: 'Last run', number: true, text: statement => time(statement.last_seen)},
    ],
  });
  const node = element('section', {'aria-labelledby': 'statements'},
    element('h2', {id: 'statements'}, 'Statements'), began, problem, table.element);

  const refresh = poll(node, INTERVAL, async () => {
    const asked = order;
    try {
      const answer = await api.get(`${Api.of(name)}/queries?order=${asked}&limit=50`, {signal});
      setHidden(problem, true);
      setText(began, `Since ${time(answer.since)}; values are masked. The headings sort.`);
      table.update(answer.statements, asked);
    } catch (error) {
      setText(problem, `The statements cannot be shown. ${error.message}`);
      setHidden(problem, signal.aborted);
    }
  }, signal);
  return {element: node};
}

function queryCell(cell) {
  const code = element('code');
  cell.append(code);
  return statement => setText(code, statement.query);
}
