// Elements, made and changed in place. Data becomes text nodes and attributes only: nothing here parses HTML.

const SVG = 'http://www.w3.org/2000/svg';

/** An HTML element. Attributes that are functions listen to the event of that name; false and null leave an attribute out. */
export function element(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** An SVG element. */
export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      node.addEventListener(name, value);
    } else {
      setAttribute(node, name, value);
    }
  }
  node.append(...children.filter(child => child !== null && child !== undefined));
  return node;
}

/** Leaves alone what is the same: a selection in it stays. */
export function setText(node, text) {
  const wanted = String(text);
  if (node.textContent !== wanted) {
    node.textContent = wanted;
  }
}

export function setAttribute(node, name, value) {
  if (value === false || value === null || value === undefined) {
    node.removeAttribute(name);
  } else if (node.getAttribute(name) !== String(value)) {
    node.setAttribute(name, value === true ? '' : value);
  }
}

export function setHidden(node, hidden) {
  if (node.hidden !== hidden) {
    node.hidden = hidden;
  }
}

/** Makes `wanted` the children of `parent`, in order. The child that has the focus is not moved, as it would lose it. */
export function arrange(parent, wanted) {
  const kept = new Set(wanted);
  for (const child of [...parent.children]) {
    if (!kept.has(child)) {
      child.remove();
    }
  }
  const focused = wanted.find(child => child.contains(document.activeElement));
  let next = parent.firstElementChild;
  for (const child of wanted) {
    if (child === focused) {
      while (next !== child) {
        const later = next;
        next = next.nextElementSibling;
        parent.append(later);
      }
    }
    if (child === next) {
      next = next.nextElementSibling;
    } else {
      parent.insertBefore(child, next);
    }
  }
}

/**
 * Children that stand for items: one each, found again by its key and changed in place.
 * `create(item)` gives an object with the `element` of an item, and with `update(item)`.
 */
export function keyed(parent, key, create) {
  let parts = new Map();
  return items => {
    const next = new Map();
    for (const item of items) {
      const name = unused(next, key(item));
      const part = parts.get(name) ?? create(item);
      part.update(item);
      next.set(name, part);
    }
    parts = next;
    arrange(parent, [...next.values()].map(part => part.element));
  };
}

function unused(map, key) {
  let name = key;
  for (let copy = 2; map.has(name); copy++) {
    name = `${key} (${copy})`;
  }
  return name;
}
