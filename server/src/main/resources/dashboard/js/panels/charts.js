// How it went: charts over one time axis, with what happened marked on it.

import {Api} from '../api.js';
import {createChart} from '../chart.js';
import {element, keyed, setHidden, setText} from '../dom.js';
import {amount, count, milliseconds, time} from '../format.js';
import {History} from '../history.js';
import {badge, severityOf} from '../status.js';

const MINUTE = 60;
const HOUR = 3600;
const RANGES = [
  {label: '5 minutes', span: 5 * MINUTE, resolution: 'second'},
  {label: '1 hour', span: HOUR, resolution: 'second'},
  {label: '1 day', span: 24 * HOUR, resolution: 'minute'},
];
const CHARTS = [
  {title: 'Throughput', unit: 'a second', format: amount, lines: {Statements: 'queries_per_second', Failed: 'failed_per_second'}},
  {title: 'Latency', unit: 'of statements', format: milliseconds, lines: {p50: 'p50_ms', p95: 'p95_ms', p99: 'p99_ms'}},
  {title: 'Pool', unit: 'connections and callers', format: amount, lines: {Busy: 'active', Idle: 'idle', Overflow: 'overflow', Waiting: 'waiting'}},
  {title: 'Wait for a connection', unit: '', format: milliseconds, lines: {p95: 'wait_p95_ms'}},
  {title: 'Errors', unit: 'a second', format: amount, lines: {Connections: 'connection_errors_per_second', 'Time-outs': 'timeouts_per_second', Retries: 'retries_per_second'}},
];
const MARKED = new Set(['failover_completed', 'host_fenced', 'health_changed', 'healed', 'reconnected', 'paused', 'resumed', 'flushed']);
const FAILOVER = 'failover_completed';
const MOST_MARKS = 9;

export function chartsPanel({name, api, store, events, signal}) {
  let range = RANGES[0];
  let history = null;
  let lag = null;
  const charts = CHARTS.map(({lines, ...chart}) => {
    const drawn = createChart({...chart, lines: Object.keys(lines), signal});
    return {element: drawn.element, show: frame => drawn.show({...frame, values: Object.values(lines).map(column => history.column(column))})};
  });
  const problem = element('p', {class: 'refusal', role: 'alert', hidden: true});
  const marks = markList();
  const place = element('div', {class: 'charts'}, ...charts.map(chart => chart.element));
  const node = element('section', {'aria-labelledby': 'charts'},
    element('div', {class: 'line'}, element('h2', {id: 'charts'}, 'How it went'), rangeChoice(chosen => {
      range = chosen;
      load();
    })), problem, marks.element, place);

  const draw = () => {
    if (!history) {
      return;
    }
    const to = store.state ? store.second : history.at.at(-1) ?? store.second;
    const {marks: shown, more} = marksOf(events.newestFirst, history, to - range.span);
    const frame = {at: history.at, from: to - range.span, to, marks: shown};
    marks.update(shown, more);
    charts.forEach(chart => chart.show(frame));
    lag = lagChart(lag, place, history, signal);
    lag?.show({...frame, values: lag.hosts.map(host => history.lag(host))});
  };
  const load = async () => {
    const asked = range;
    try {
      const answer = await api.get(`${Api.of(name)}/history?resolution=${asked.resolution}&last=${asked.span}`, {signal});
      if (asked === range) {
        history = new History(asked.span, answer);
        setHidden(problem, true);
        draw();
      }
    } catch (error) {
      setText(problem, `The history cannot be shown. ${error.message}`);
      setHidden(problem, signal.aborted);
    }
  };

  let second = 0;
  store.addEventListener('state', () => {
    const database = store.database(name);
    if (!history || !database) {
      return;
    }
    if (range.resolution === 'second') {
      history.append(store.second, database);
      draw();
    } else if (++second % MINUTE === 0) {
      load();
    }
  }, {signal});
  store.addEventListener('resumed', load, {signal});
  events.addEventListener('changed', draw, {signal});
  load();
  return {element: node};
}

function rangeChoice(choose) {
  const group = element('fieldset', {class: 'choice'}, element('legend', {class: 'for-readers'}, 'Time shown'));
  RANGES.forEach((range, i) => group.append(element('label', {},
    element('input', {type: 'radio', name: 'range', checked: i === 0, change: () => choose(range)}), element('span', {}, range.label))));
  return group;
}

/** A line a host that lags; there is no chart where nothing can lag. It is made anew when there are other hosts. */
function lagChart(before, place, history, signal) {
  const hosts = history.hosts.filter(host => history.lag(host).some(lag => lag !== null));
  if (before && before.hosts.join() === hosts.join()) {
    return before;
  }
  before?.end();
  if (hosts.length === 0) {
    return null;
  }
  const own = new AbortController();
  signal.addEventListener('abort', () => own.abort(), {signal: own.signal});
  const chart = createChart({title: 'Lag', unit: 'behind the primary', lines: hosts, format: milliseconds, signal: own.signal});
  place.append(chart.element);
  return {
    hosts,
    show: chart.show,
    end() {
      own.abort();
      chart.element.remove();
    },
  };
}

/** Where there are too many of them, fail-overs stay before all else, and of the others the newest. */
function marksOf(events, history, from) {
  const told = events
    .filter(event => MARKED.has(event.kind) || event.severity === 'error')
    .map(event => ({...event, moment: event.at, at: new Date(event.at).getTime() / 1000}))
    .filter(mark => mark.at >= from);
  const all = [...told, ...forgotten(history, told, from)].sort((a, b) => b.at - a.at);
  const ranked = [...all.filter(mark => mark.kind === FAILOVER), ...all.filter(mark => mark.kind !== FAILOVER)];
  const marks = ranked.slice(0, MOST_MARKS)
    .sort((a, b) => a.at - b.at)
    .map((mark, i) => ({...mark, number: i + 1}));
  return {marks, more: all.length - marks.length};
}

/** Fail-overs that no event tells of any more: the history has their epochs for longer. */
function forgotten(history, told, from) {
  const failovers = told.filter(mark => mark.kind === FAILOVER);
  return history.epochChanges()
    .filter(({at}) => at >= from && !failovers.some(mark => Math.abs(mark.at - at) <= 2 * MINUTE))
    .map(({at, epoch}) => ({
      id: `epoch ${epoch}`,
      at,
      moment: at * 1000,
      kind: FAILOVER,
      severity: 'warning',
      message: `Epoch ${epoch} began: another host was the primary from then on.`,
    }));
}

/** The marks in words, under the same numbers. */
function markList() {
  const list = element('ol', {class: 'marks'});
  const others = element('p', {class: 'muted', hidden: true});
  const update = keyed(list, mark => mark.id, () => {
    const severity = badge();
    const words = element('span');
    const item = element('li', {}, severity.element, words);
    return {
      element: item,
      update(mark) {
        item.value = mark.number;
        severity.update(severityOf(mark.severity));
        setText(words, ` ${time(mark.moment)} ${mark.message}`);
      },
    };
  });
  return {
    element: element('div', {}, list, others),
    update(marks, more) {
      setHidden(list, marks.length === 0);
      update(marks);
      setHidden(others, more === 0);
      setText(others, `${count(more)} more happened in this time: see Events.`);
    },
  };
}
