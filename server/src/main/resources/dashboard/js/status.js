// What the states of databases, hosts and events are called, and how they look.

import {element, setText} from './dom.js';
import {icon} from './icons.js';

const STATUSES = {
  unhealthy: {label: 'Unhealthy', icon: 'error', rank: 0},
  unknown: {label: 'Unknown', icon: 'unknown', rank: 1},
  degraded: {label: 'Degraded', icon: 'warning', rank: 2},
  healthy: {label: 'Healthy', icon: 'ok', rank: 3},
};
const SEVERITIES = {
  critical: {label: 'Critical', icon: 'error', rank: 0},
  error: {label: 'Error', icon: 'error', rank: 0},
  warning: {label: 'Warning', icon: 'warning', rank: 1},
  info: {label: 'Information', icon: 'info', rank: 2},
};
const HOST_STATES = {
  available: {label: 'available', icon: 'ok'},
  suspect: {label: 'suspect', icon: 'warning'},
  down: {label: 'down', icon: 'error'},
};

export function statusOf(status) {
  return STATUSES[status] ?? STATUSES.unknown;
}

export function severityOf(severity) {
  return SEVERITIES[severity] ?? SEVERITIES.info;
}

/** A host that is fenced claims to be what it is not any more: worse than one that is only slow to answer. */
export function hostStateOf(host) {
  const known = HOST_STATES[host.state] ?? {label: host.state, icon: 'unknown'};
  return host.fenced ? {label: `${known.label}, fenced`, icon: 'error'} : known;
}

/** A sign with words that is changed in place. */
export function badge() {
  const label = element('span');
  const node = element('span', {class: 'badge'}, label);
  return {
    element: node,
    update({label: text, icon: name}) {
      if (node.dataset.icon !== name) {
        node.dataset.icon = name;
        node.replaceChildren(icon(name), label);
      }
      setText(label, text);
    },
  };
}
