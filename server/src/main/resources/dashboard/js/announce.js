// Tells people who listen to the page what has changed: politely, and not more often than they can follow.

import {statusOf} from './status.js';

const PAUSE = 5000;

export function announcer(region, store) {
  let before = null;
  let waiting = [];
  let timer = 0;

  const speak = () => {
    timer = 0;
    if (waiting.length > 0) {
      region.textContent = waiting.join(' ');
      waiting = [];
      timer = setTimeout(speak, PAUSE);
    }
  };

  store.addEventListener('state', () => {
    const now = new Map(store.state.databases.map(database => [database.name, database.status]));
    if (before) {
      for (const [name, status] of now) {
        if (before.get(name) !== status) {
          waiting = waiting.filter(text => !text.startsWith(`${name} `));
          waiting.push(`${name} is ${statusOf(status).label.toLowerCase()}.`);
        }
      }
    }
    before = now;
    if (timer === 0) {
      speak();
    }
  });
}
