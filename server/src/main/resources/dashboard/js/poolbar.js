// How much of a pool is in use, as a bar and in words.

import {element, setAttribute, setText} from './dom.js';
import {count} from './format.js';

/** Busy, overflow and idle connections in proportion to all that may exist; who waits is told beside it. */
export function poolBar() {
  const busy = element('span', {class: 'busy'});
  const over = element('span', {class: 'over'});
  const idle = element('span', {class: 'idle'});
  const bar = element('span', {class: 'bar', 'aria-hidden': 'true'}, busy, over, idle);
  const words = element('span');
  const waiting = element('strong', {class: 'waiting'});
  return {
    element: element('span', {class: 'pool'}, bar, element('span', {class: 'pool-words'}, words, waiting)),
    update(pool) {
      const most = Math.max(1, pool.pool_size + (pool.max_overflow ?? 0), pool.total_connections);
      const overflow = Math.min(pool.overflow, pool.checked_out);
      width(busy, (pool.checked_out - overflow) / most);
      width(over, overflow / most);
      width(idle, pool.checked_in / most);
      setText(words, `${count(pool.checked_out)} of ${count(pool.pool_size)} busy, ${count(pool.checked_in)} idle`
        + (pool.overflow > 0 ? `, ${count(pool.overflow)} over` : ''));
      setText(waiting, pool.waiting > 0 ? `${count(pool.waiting)} waiting` : '');
      setAttribute(bar, 'data-full', pool.checked_out >= most);
    },
  };
}

function width(part, share) {
  part.style.width = `${Math.round(share * 1000) / 10}%`;
}
