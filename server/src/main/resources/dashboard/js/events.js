// What happened to one database: what the server remembers, and what it tells since.

import {Api} from './api.js';

const MOST = 200;

/** Tells `changed` when there is something new. */
export class Events extends EventTarget {
  #newestFirst = [];

  constructor({name, api, store, signal}) {
    super();
    const ask = () => api.get(`${Api.of(name)}/events?limit=100`, {signal})
      .then(({events}) => this.#take(events))
      .catch(() => {}); // What happens from now on is shown all the same.
    store.addEventListener('happened', ({detail}) => {
      if (detail.database === name) {
        this.#take([detail]);
      }
    }, {signal});
    store.addEventListener('resumed', ask, {signal});
    ask();
  }

  get newestFirst() {
    return this.#newestFirst;
  }

  #take(events) {
    const known = new Set(this.#newestFirst.map(event => event.id));
    this.#newestFirst = [...events.filter(event => !known.has(event.id)), ...this.#newestFirst]
      .sort((a, b) => b.id - a.id)
      .slice(0, MOST);
    this.dispatchEvent(new Event('changed'));
  }
}
