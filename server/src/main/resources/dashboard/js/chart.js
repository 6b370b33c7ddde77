// One chart of lines over time: a canvas for the eye, its legend with the values under the pointer, and a table over the same time for everybody else.

import uPlot from '../vendor/uplot/uPlot.esm.js';
import {element, setAttribute, setHidden, setText, svg} from './dom.js';
import {time} from './format.js';

const HEIGHT = 170;
const ROWS = 24;
const MARK_DISTANCE = 24;
const DASHES = [[], [7, 3], [2, 3], [9, 3, 2, 3]];

/** `lines` are their labels; `format` says how a value is written. */
export function createChart({title, unit, lines, format, signal}) {
  const legend = lines.map(legendItem);
  const plot = element('div', {class: 'plot', role: 'img', 'aria-label': title});
  const empty = element('p', {class: 'muted', hidden: true}, 'Nothing was measured in this time.');
  const table = valueTable(title, lines, format);
  const node = element('figure', {class: 'chart panel'},
    element('figcaption', {}, element('h3', {}, title), element('span', {class: 'muted'}, ` ${unit}`)),
    element('ul', {class: 'legend'}, ...legend.map(item => item.element)),
    plot, empty, table.element);

  let picture = {at: [], values: lines.map(() => []), marks: [], from: 0, to: 1};
  let chart = null;
  let visible = false;

  const showValues = index => legend.forEach((item, i) => item.update(format(picture.values[i][index])));
  const draw = () => {
    const newest = picture.at.length - 1;
    setHidden(empty, newest >= 0);
    showValues(chart?.cursor.idx ?? newest);
    setAttribute(plot, 'aria-label',
      `${title}, ${unit}. ${lines.map((line, i) => `${line}: ${format(picture.values[i][newest])}`).join(', ')}.`);
    table.update(picture);
    if (visible && plot.clientWidth > 0) {
      chart ??= new uPlot(options(plot, legend, format, () => picture, showValues), [[], ...lines.map(() => [])], plot);
      chart.setData([picture.at, ...picture.values]);
    }
  };

  const sizes = new ResizeObserver(() => {
    if (chart && plot.clientWidth > 0) {
      chart.setSize({width: plot.clientWidth, height: HEIGHT});
    }
  });
  const sight = new IntersectionObserver(entries => {
    visible = entries.at(-1).isIntersecting;
    if (visible) {
      draw();
    }
  }, {rootMargin: '200px'});
  sizes.observe(plot);
  sight.observe(plot);
  document.addEventListener('colours-changed', () => chart?.redraw(false, true), {signal});
  signal.addEventListener('abort', () => {
    sizes.disconnect();
    sight.disconnect();
    chart?.destroy();
  });
  return {
    element: node,
    /** `at` in seconds; `values` a column a line; `marks` `{at, number, severity}`; the time from `from` to `to` is shown. */
    show(next) {
      picture = next;
      draw();
    },
  };
}

function options(plot, legend, format, picture, showValues) {
  const ink = () => getComputedStyle(plot).color;
  const faint = () => getComputedStyle(plot).borderTopColor;
  const font = '12px system-ui, sans-serif';
  const axis = {stroke: ink, font, grid: {stroke: faint, width: 1}, ticks: {stroke: faint, width: 1, size: 4}};
  return {
    width: plot.clientWidth,
    height: HEIGHT,
    legend: {show: false},
    cursor: {sync: {key: 'time'}, drag: {x: false, y: false}, points: {size: 6}},
    scales: {
      x: {time: true, range: () => [picture().from, picture().to]},
      y: {range: (_, low, high) => [0, high > 0 ? high * 1.1 : 1]},
    },
    axes: [
      {...axis, values: (_, splits, __, ___, step) => splits.map(each => clock(each, step)), space: 50, size: 30},
      {...axis, values: (_, splits) => splits.map(format), size: 62},
    ],
    series: [{}, ...legend.map((item, i) => ({
      stroke: item.colour,
      width: 1.5,
      dash: DASHES[i % DASHES.length],
      points: {show: false, filter: alone, size: 4, stroke: item.colour, fill: item.colour},
    }))],
    hooks: {
      draw: [u => drawMarks(u, picture().marks, ink())],
      setCursor: [u => showValues(u.cursor.idx ?? picture().at.length - 1)],
    },
  };
}

/** Values between two gaps: a line would not show them. */
function alone(u, series) {
  const values = u.data[series];
  const found = [];
  values.forEach((value, i) => {
    if (value != null && values[i - 1] == null && values[i + 1] == null) {
      found.push(i);
    }
  });
  return found.length > 0 ? found : null;
}

function clock(seconds, step) {
  const text = new Date(seconds * 1000).toLocaleTimeString('en-GB');
  return step < 60 ? text : text.slice(0, 5);
}

/** A broken line where something happened, with the number under which it is told in words; what is too close together shares one. */
function drawMarks(u, marks, ink) {
  const {ctx, bbox} = u;
  const scale = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = ink;
  ctx.fillStyle = ink;
  ctx.lineWidth = scale;
  ctx.font = `bold ${11 * scale}px system-ui, sans-serif`;
  ctx.textAlign = 'center';
  ctx.setLineDash([3 * scale, 3 * scale]);
  for (const {x, first, last} of placed(u, marks, MARK_DISTANCE * scale)) {
    ctx.beginPath();
    ctx.moveTo(x, bbox.top + 2 * scale);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.fillText(first === last ? first : `${first}–${last}`, x, bbox.top - 2 * scale);
  }
  ctx.restore();
}

function placed(u, marks, distance) {
  const {left, width} = u.bbox;
  const places = [];
  for (const {at, number} of marks) {
    const x = u.valToPos(at, 'x', true);
    const before = places.at(-1);
    if (before && x - before.x < distance) {
      before.last = number;
    } else if (x >= left && x <= left + width) {
      places.push({x, first: number, last: number});
    }
  }
  return places;
}

function legendItem(label, i) {
  const dash = DASHES[i % DASHES.length].join(' ');
  const value = element('strong');
  const node = element('li', {class: `series-${i % 8}`},
    svg('svg', {viewBox: '0 0 24 6', class: 'swatch', 'aria-hidden': 'true'}, svg('path', {d: 'M0 3h24', 'stroke-dasharray': dash || null})),
    element('span', {}, label), ' ', value);
  return {element: node, colour: () => getComputedStyle(node).color, update: text => setText(value, text)};
}

function valueTable(title, lines, format) {
  const caption = `${title}: the highest values over the time shown, newest first`;
  const rows = element('tbody');
  const node = element('details', {class: 'values'},
    element('summary', {}, 'As a table'),
    element('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption},
      element('table', {class: 'plain'},
        element('caption', {class: 'for-readers'}, caption),
        element('thead', {}, element('tr', {}, ...['Time', ...lines].map(label => element('th', {scope: 'col'}, label)))),
        rows)));
  let last = null;
  const fill = () => {
    if (node.open && last) {
      rows.replaceChildren(...slices(last).map(({at, highest}) => element('tr', {},
        element('th', {scope: 'row'}, time(at * 1000)), ...highest.map(value => element('td', {class: 'number'}, format(value))))));
    }
  };
  node.addEventListener('toggle', fill);
  return {
    element: node,
    update(picture) {
      last = picture;
      fill();
    },
  };
}

/** The time shown in parts of the same length, newest first; those in which nothing was measured are left out. */
function slices({at, values, from, to}) {
  const length = Math.max(1, (to - from) / ROWS);
  const parts = new Map();
  at.forEach((moment, i) => {
    const number = Math.floor((moment - from) / length);
    if (moment >= from) {
      const part = parts.get(number) ?? {points: []};
      part.at = moment;
      part.points.push(i);
      parts.set(number, part);
    }
  });
  return [...parts.values()].reverse().map(part => ({at: part.at, highest: values.map(column => highestOf(part.points.map(i => column[i])))}));
}

function highestOf(values) {
  const known = values.filter(value => value !== null && value !== undefined);
  return known.length > 0 ? known.reduce((a, b) => Math.max(a, b)) : null;
}
