// A query to try: read-only, one statement, a few rows.

import {Api} from '../api.js';
import {element, setHidden, setText} from '../dom.js';
import {milliseconds, plural, words} from '../format.js';
import {resultTable} from '../table.js';

const MOST_ROWS = 1000;

export function queryPanel({name, api, session, signal}) {
  if (!session.may('database:query')) {
    return {element: section(element('p', {class: 'muted'}, 'This token may not run queries: that needs the scope database:query.')), update() {}};
  }
  const query = element('textarea', {id: 'query', rows: '4', spellcheck: 'false', required: true, 'aria-describedby': 'query-help', keydown: onKey});
  const limit = element('input', {type: 'number', min: '1', max: MOST_ROWS, value: '10'});
  const timeout = element('input', {type: 'number', min: '1', max: '60', value: '10'});
  const run = element('button', {type: 'submit', class: 'primary'}, 'Run');
  const stop = element('button', {type: 'button', hidden: true, click: () => running.abort()}, 'Stop waiting');
  const told = element('p', {role: 'status'});
  const problem = element('div', {class: 'refusal', role: 'alert', hidden: true});
  const result = element('div');
  let running = new AbortController();

  function onKey(event) {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  }
  const submit = async event => {
    event.preventDefault();
    if (run.getAttribute('aria-disabled') === 'true') {
      return;
    }
    running = new AbortController();
    busy(true);
    try {
      const answer = await api.post(`${Api.of(name)}/test`,
        {query: query.value, timeout: Number(timeout.value), limit: Number(limit.value)},
        {signal: AbortSignal.any([signal, running.signal])});
      setText(told, `${plural(answer.row_count, 'row')} in ${milliseconds(answer.took_ms)} from ${answer.host}`
        + (answer.truncated ? `. ${moreThan(answer.truncated, Number(limit.value))}` : '.'));
      result.replaceChildren(resultTable('Result', answer.columns, answer.rows));
    } catch (error) {
      refuse(error);
    } finally {
      busy(false);
    }
  };
  function busy(is) {
    run.setAttribute('aria-disabled', String(is));
    setHidden(stop, !is);
    if (is) {
      setText(told, 'Running …');
      setHidden(problem, true);
      result.replaceChildren();
    }
  }
  function refuse(error) {
    setText(told, '');
    problem.replaceChildren(
      element('strong', {}, running.signal.aborted ? 'Stopped' : error.title ?? 'The server cannot be reached'),
      element('p', {}, running.signal.aborted ? 'The answer is not waited for. The server ends the query at its time limit.' : error.message),
      ...(error.category ? [element('p', {class: 'kind'}, `Kind of error: ${words(error.category).toLowerCase()}`)] : []));
    setHidden(problem, false);
  }

  const form = element('form', {class: 'query', submit},
    element('label', {for: 'query'}, 'Query'),
    query,
    element('p', {id: 'query-help', class: 'muted'}, 'One statement, in a read-only transaction. Ctrl+Enter runs it.'),
    element('div', {class: 'line'},
      element('label', {class: 'field'}, 'Rows at most', limit),
      element('label', {class: 'field'}, 'Seconds at most', timeout),
      run, stop));
  const refused = element('p', {class: 'muted', hidden: true}, 'This database speaks no SQL, and queries here are SQL.');
  const content = element('div', {class: 'view'}, form, told, problem, result);
  return {
    element: section(refused, content),
    update({capabilities}) {
      setHidden(refused, capabilities.query);
      setHidden(content, !capabilities.query);
    },
  };
}

/** Why there are not all rows, and how to see more. */
function moreThan(bound, limit) {
  if (bound === 'bytes') {
    return 'There are more, but all of these take as much as one answer may: select fewer columns, or fewer rows.';
  }
  return limit < MOST_ROWS ? 'There are more: raise the limit to see them.' : 'There are more than one answer may have: select fewer of them.';
}

function section(...children) {
  return element('section', {'aria-labelledby': 'try'}, element('h2', {id: 'try'}, 'Try a query'), ...children);
}
