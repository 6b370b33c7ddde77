// A drawing of who talks to whom. The table of hosts beside it says the same in words.

import {setAttribute, svg} from './dom.js';
import {count, milliseconds, plural} from './format.js';
import {icon} from './icons.js';
import {hostStateOf} from './status.js';

const WIDTH = 360;
const ROW = 66;
const BOX = {x: 132, width: 226, height: 54};
const LONGEST = 24;

export function topologyDrawing() {
  const drawing = svg('svg', {class: 'topology', role: 'img', 'aria-label': 'Topology'});
  let drawn = '';
  return {
    element: drawing,
    update({epoch, hosts, paused}) {
      const picture = JSON.stringify([epoch, hosts, paused]);
      if (picture === drawn) {
        return;
      }
      drawn = picture;
      const height = Math.max(ROW, hosts.length * ROW);
      setAttribute(drawing, 'viewBox', `0 0 ${WIDTH} ${height}`);
      setAttribute(drawing, 'aria-label', inWords(epoch, hosts));
      drawing.replaceChildren(
        ...hosts.map((host, i) => line(host, height / 2, i * ROW + ROW / 2, paused)),
        hawser(epoch, height / 2, paused),
        ...hosts.map((host, i) => box(host, i * ROW + (ROW - BOX.height) / 2)));
    },
  };
}

function inWords(epoch, hosts) {
  const told = hosts.map(host => `${host.role} ${host.host} is ${hostStateOf(host).label}`);
  return `Topology, epoch ${count(epoch)}, ${plural(hosts.length, 'host')}: ${told.join('; ')}`;
}

function hawser(epoch, middle, paused) {
  return svg('g', {class: 'hawser', transform: `translate(1 ${middle - 26})`},
    svg('rect', {width: 84, height: 52, rx: 8}),
    svg('text', {x: 42, y: 22, class: 'strong', 'text-anchor': 'middle'}, paused ? 'paused' : 'Hawser'),
    svg('text', {x: 42, y: 40, 'text-anchor': 'middle'}, `epoch ${count(epoch)}`));
}

function line(host, from, to, paused) {
  const state = hostStateOf(host).icon;
  return svg('path', {
    class: `way way-${host.role} way-${state}${paused ? ' way-paused' : ''}`,
    d: `M85 ${from}C110 ${from} 106 ${to} ${BOX.x} ${to}`,
  });
}

function box(host, top) {
  const state = hostStateOf(host);
  const sign = icon(state.icon);
  [['x', BOX.width - 24], ['y', 8], ['width', 16], ['height', 16]].forEach(([name, value]) => sign.setAttribute(name, value));
  const lag = host.lag_ms === null || host.lag_ms === undefined ? '' : `lag ${milliseconds(host.lag_ms)}, `;
  return svg('g', {class: `host host-${host.role} host-${state.icon}`, transform: `translate(${BOX.x} ${top})`},
    svg('title', {}, host.host),
    svg('rect', {width: BOX.width, height: BOX.height, rx: 8}),
    svg('text', {x: 10, y: 18, class: 'strong'}, shortened(host.host)),
    svg('text', {x: 10, y: 33}, `${host.role}, ${state.label}${host.timeline ? `, timeline ${host.timeline}` : ''}`),
    svg('text', {x: 10, y: 47}, `${lag}${count(host.pool.checked_out)} of ${count(host.pool.pool_size)} busy`),
    sign);
}

function shortened(name) {
  return name.length <= LONGEST ? name : `${name.slice(0, LONGEST / 2)}…${name.slice(-LONGEST / 2)}`;
}
