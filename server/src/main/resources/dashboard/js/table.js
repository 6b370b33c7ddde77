// Tables whose cells are changed in place, so that focus, selection and what was unfolded stay. Where columns do not fit, each row becomes a card.

import {element, keyed, setHidden, setText} from './dom.js';
import {count} from './format.js';

const LONG = 200;
const BEGINNING = 60;

let tables = 0;

/**
 * `columns`: `{label, text(row)}` for plain text, or `{label, cell(td)}` that fills a cell and gives a function to update it; `number: true` aligns right;
 * `order` makes the heading a button that asks `onOrder(order)` for rows in that order.
 * `empty` says what it means that there are no rows.
 */
export function createTable({caption, columns, key, empty, onOrder}) {
  const name = `table-${++tables}`;
  const headings = columns.map(column => heading(column, onOrder));
  const body = element('tbody', {role: 'rowgroup'});
  const table = element('table', {role: 'table', 'aria-labelledby': name},
    element('caption', {id: name, class: 'for-readers'}, caption),
    element('thead', {role: 'rowgroup', class: onOrder ? 'sorts' : null}, element('tr', {role: 'row'}, ...headings.map(each => each.element))),
    body);
  const nothing = element('p', {class: 'muted', hidden: true}, empty);
  const node = element('div', {class: 'table', tabindex: '-1'}, table, nothing);
  const fill = keyed(body, key, () => createRow(columns));
  const fit = fitter(node, table);
  return {
    element: node,
    update(rows, order) {
      const focused = body.contains(document.activeElement);
      fill(rows);
      if (focused && !body.contains(document.activeElement)) {
        node.focus({preventScroll: true});
      }
      headings.forEach(each => each.update(order));
      setHidden(table, rows.length === 0);
      setHidden(nothing, rows.length > 0);
      fit();
    },
  };
}

/** Makes cards of the rows when the columns do not fit, and rows again when there is the room that they needed. */
function fitter(node, table) {
  let needed = 0;
  const fit = () => {
    const room = node.clientWidth;
    if (room === 0) {
      return;
    }
    if (room >= needed) {
      node.classList.remove('cards');
    }
    if (!node.classList.contains('cards') && table.offsetWidth > room) {
      needed = table.offsetWidth;
      node.classList.add('cards');
    }
  };
  new ResizeObserver(fit).observe(node);
  return fit;
}

function heading(column, onOrder) {
  const attributes = {scope: 'col', role: 'columnheader', class: column.number ? 'number' : null};
  if (!column.order) {
    return {element: element('th', attributes, column.label), update() {}};
  }
  const button = element('button', {type: 'button', class: 'order', click: () => onOrder(column.order)}, column.label);
  const node = element('th', attributes, button);
  return {
    element: node,
    update(order) {
      if (order === column.order) {
        node.setAttribute('aria-sort', 'descending');
      } else {
        node.removeAttribute('aria-sort');
      }
    },
  };
}

function createRow(columns) {
  const cells = columns.map((column, i) => {
    const attributes = {'data-label': column.label, class: [column.number && 'number', column.wide && 'wide'].filter(Boolean).join(' ') || null};
    const td = i === 0
      ? element('th', {...attributes, scope: 'row', role: 'rowheader'})
      : element('td', {...attributes, role: 'cell'});
    const inside = element('div');
    td.append(inside);
    return {td, update: column.cell ? column.cell(inside) : row => setText(inside, column.text(row))};
  });
  return {
    element: element('tr', {role: 'row'}, ...cells.map(cell => cell.td)),
    update(row) {
      cells.forEach(cell => cell.update(row));
    },
  };
}

/** A table whose columns are only known with its rows: the answer to a query. */
export function resultTable(caption, columns, rows) {
  const head = element('tr', {}, ...columns.map(column => element('th', {scope: 'col'}, column)));
  const body = rows.map(row => element('tr', {}, ...row.map(value => element('td', {class: typeof value === 'number' ? 'number' : null}, shown(value)))));
  return element('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption},
    element('table', {class: 'plain'},
      element('caption', {class: 'for-readers'}, caption),
      element('thead', {}, head),
      element('tbody', {}, ...body)));
}

function shown(value) {
  if (value === null) {
    return element('em', {class: 'muted'}, 'null');
  }
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length <= LONG ? element('div', {}, text) : unfolding(text);
}

/** The beginning of it, and all of it on demand. */
function unfolding(text) {
  const all = element('div');
  const node = element('details', {}, element('summary', {}, `${text.slice(0, BEGINNING)}… (${count(text.length)} characters)`), all);
  node.addEventListener('toggle', () => setText(all, node.open ? text : ''));
  return node;
}
