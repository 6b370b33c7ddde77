// The numbers of the last second, large.

import {element, setText} from '../dom.js';
import {amount, count, milliseconds} from '../format.js';
import {longestLag} from '../hosts.js';

const FIGURES = [
  ['Statements', ({sample}) => sample ? `${amount(sample.queries_per_second)} /s` : '–'],
  ['Failed', ({sample}) => sample ? `${amount(sample.failed_per_second)} /s` : '–', ({sample}) => sample?.failed_per_second > 0],
  ['Latency p50', ({sample}) => milliseconds(sample?.p50_ms)],
  ['Latency p99', ({sample}) => milliseconds(sample?.p99_ms)],
  ['Busy', ({pool}) => `${count(pool.checked_out)} of ${count(pool.pool_size)}`],
  ['Waiting', ({pool}) => count(pool.waiting), ({pool}) => pool.waiting > 0],
  ['Connection errors', ({sample}) => sample ? `${amount(sample.connection_errors_per_second)} /s` : '–', ({sample}) => sample?.connection_errors_per_second > 0],
  ['Longest lag', ({hosts}) => milliseconds(longestLag(hosts))],
];

export function figuresPanel() {
  const parts = FIGURES.map(([label, text, bad = () => false]) => {
    const value = element('dd');
    return {
      element: element('div', {}, element('dt', {}, label), value),
      update(database) {
        setText(value, text(database));
        value.classList.toggle('bad', bad(database));
      },
    };
  });
  return {
    element: element('dl', {class: 'figures'}, ...parts.map(part => part.element)),
    update: database => parts.forEach(part => part.update(database)),
  };
}
