// The hosts of a database: as a row of small signs, and as a table.

import {element, keyed, setAttribute, setText} from './dom.js';
import {count, milliseconds} from './format.js';
import {icon} from './icons.js';
import {badge, hostStateOf} from './status.js';
import {createTable} from './table.js';

/** Who is what: one sign a host, its letter the role, its shape the state. */
export function hostSigns() {
  const list = element('ul', {class: 'hosts'});
  const update = keyed(list, host => host.host, hostSign);
  return {element: list, update};
}

function hostSign() {
  const role = element('span', {class: 'role'});
  const shape = element('span', {class: 'shape'});
  const name = element('span', {class: 'host-name'});
  const more = element('span', {class: 'muted'});
  const node = element('li', {}, role, shape, name, more);
  return {
    element: node,
    update(host) {
      const state = hostStateOf(host);
      setAttribute(node, 'data-icon', state.icon);
      setText(role, host.role);
      setText(name, host.host);
      if (shape.dataset.icon !== state.icon) {
        shape.dataset.icon = state.icon;
        shape.replaceChildren(icon(state.icon));
      }
      setText(more, state.icon === 'ok' ? '' : state.label);
    },
  };
}

/** Everything that is known of each host. The same as the drawing of the topology, for those who do not see it. */
export function hostTable() {
  return createTable({
    caption: 'Hosts',
    key: host => host.host,
    empty: 'No host is known.',
    columns: [
      {label: 'Host', text: host => host.host},
      {label: 'Role', text: host => host.role},
      {label: 'State', cell: stateCell},
      {label: 'Lag', number: true, text: host => milliseconds(host.lag_ms)},
      {label: 'Timeline', number: true, text: host => count(host.timeline)},
      {label: 'Answers in', number: true, text: host => milliseconds(host.response_time_ms)},
      {label: 'Busy', number: true, text: host => `${count(host.pool.checked_out)} of ${count(host.pool.pool_size)}`},
      {label: 'Waiting', number: true, text: host => count(host.pool.waiting)},
    ],
  });
}

function stateCell(cell) {
  const state = badge();
  const reason = element('span', {class: 'muted'});
  cell.append(state.element, reason);
  return host => {
    state.update(hostStateOf(host));
    setText(reason, host.fenced ? ` ${host.fenced}` : '');
  };
}

/** The longest lag of any host; null if none is known. */
export function longestLag(hosts) {
  const lags = hosts.map(host => host.lag_ms).filter(lag => lag !== null && lag !== undefined);
  return lags.length > 0 ? Math.max(...lags) : null;
}
