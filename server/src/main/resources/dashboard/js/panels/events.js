// What happened, newest first.

import {element, setHidden, setText} from '../dom.js';
import {time, words} from '../format.js';
import {badge, severityOf} from '../status.js';
import {createTable} from '../table.js';

export function eventsPanel({events, signal}) {
  const table = createTable({
    caption: 'Events',
    key: event => String(event.id),
    empty: 'Nothing happened yet.',
    columns: [
      {label: 'Time', text: event => time(event.at)},
      {label: 'Severity', cell: severityCell},
      {label: 'What', text: event => words(event.kind)},
      {label: 'Host', text: event => event.host ?? '–'},
      {label: 'Message', wide: true, cell: messageCell},
    ],
  });
  const show = () => table.update(events.newestFirst);
  events.addEventListener('changed', show, {signal});
  show();
  return {element: element('section', {'aria-labelledby': 'events'}, element('h2', {id: 'events'}, 'Events'), table.element)};
}

function severityCell(cell) {
  const severity = badge();
  cell.append(severity.element);
  return event => severity.update(severityOf(event.severity));
}

/** The message, and of the details what it does not say itself. */
function messageCell(cell) {
  const message = element('span');
  const more = element('pre');
  const details = element('details', {}, element('summary', {}, 'Details'), more);
  cell.append(message, details);
  return event => {
    const told = Object.entries(event.details ?? {})
      .filter(([, value]) => !event.message.includes(String(value)))
      .map(([key, value]) => `${key.replaceAll('_', ' ')}: ${value}`);
    setText(message, event.message);
    setText(more, told.join('\n'));
    setHidden(details, told.length === 0);
  };
}
