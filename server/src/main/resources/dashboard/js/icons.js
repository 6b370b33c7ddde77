// Small drawings that tell states apart by shape, not by colour alone. Always beside words, so hidden from readers of the screen.

import {svg} from './dom.js';

const SHAPES = {
  ok: ['M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Z', 'm5 8.2 2.2 2.2L11.3 6'],
  warning: ['M8 1.5 15.2 14.5H.8Z', 'M8 6v4M8 12v.4'],
  error: ['M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1Z', 'm5.5 5.5 5 5M10.5 5.5l-5 5'],
  unknown: ['M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Z', 'M6 6.4a2 2 0 1 1 2.9 1.8Q8 8.7 8 9.6M8 11.8v.2'],
  paused: ['M2 2h12v12H2Z', 'M6.2 5.5v5M9.8 5.5v5'],
  info: ['M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Z', 'M8 7.5v4M8 4.8v.2'],
};

export function icon(name) {
  const [outline, mark] = SHAPES[name] ?? SHAPES.unknown;
  return svg('svg', {class: `icon icon-${name}`, viewBox: '0 0 16 16', 'aria-hidden': 'true', focusable: 'false'},
    svg('path', {class: 'icon-outline', d: outline}),
    svg('path', {class: 'icon-mark', d: mark}));
}
