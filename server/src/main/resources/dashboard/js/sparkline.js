// Two lines without axes: how the latencies went in the last two minutes. The numbers stand beside it.

import {setAttribute, svg} from './dom.js';

const WIDTH = 120;
const HEIGHT = 28;
const POINTS = 120;

export function sparkline() {
  const p99 = svg('path', {class: 'p99'});
  const p50 = svg('path', {class: 'p50'});
  return {
    element: svg('svg', {class: 'sparkline', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true'}, p99, p50),
    update(latencies) {
      const most = Math.max(0.001, ...latencies.map(([, high]) => high ?? 0));
      setAttribute(p50, 'd', path(latencies.map(([low]) => low), most));
      setAttribute(p99, 'd', path(latencies.map(([, high]) => high), most));
    },
  };
}

/** The newest value is at the right edge; where nothing ran, the line has a gap. */
function path(values, most) {
  let drawn = '';
  let pen = 'M';
  values.forEach((value, i) => {
    if (value === null) {
      pen = 'M';
      return;
    }
    const x = WIDTH * (POINTS - values.length + i + 1) / POINTS;
    const y = HEIGHT - 2 - (HEIGHT - 4) * value / most;
    drawn += `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = 'L';
    if (values[i - 1] == null && values[i + 1] == null) {
      drawn += 'h.5';
    }
  });
  return drawn;
}
