// The newest picture of everything, and who wants to know of the next.

const REMEMBERED = 120;

/**
 * Tells `state` when a picture has come, `happened` for each event of a database (its detail), and `resumed` when the stream is back after a break:
 * what came in between is to be asked for.
 */
export class Store extends EventTarget {
  #state = null;
  #receivedAt = 0;
  #broken = false;
  #latencies = new Map();

  /** The last picture; null before the first. */
  get state() {
    return this.#state;
  }

  /** When the last picture came, in this machine's time. */
  get receivedAt() {
    return this.#receivedAt;
  }

  /** The server's time of the picture: what "since" is counted from, whatever the clock of this machine says. */
  get now() {
    return this.#state ? new Date(this.#state.at).getTime() : Date.now();
  }

  /** That time in whole seconds, rounded as the history does. */
  get second() {
    return Math.round(this.now / 1000);
  }

  database(name) {
    return this.#state?.databases.find(database => database.name === name) ?? null;
  }

  alertsOf(name) {
    return this.#state?.alerts.filter(alert => alert.database === name) ?? [];
  }

  /** The p50 and p99 of the last two minutes, oldest first. */
  latencies(name) {
    return this.#latencies.get(name) ?? [];
  }

  /** What was before the page was opened. */
  recall(name, p50, p99) {
    const earlier = p50.map((value, i) => [value, p99[i]]);
    this.#latencies.set(name, [...earlier, ...this.latencies(name)].slice(-REMEMBERED));
  }

  hear(event, data) {
    if (event === 'state') {
      this.#take(data);
    } else if (event === 'happened') {
      this.dispatchEvent(new CustomEvent('happened', {detail: data}));
    }
  }

  broken() {
    this.#broken = true;
  }

  #take(state) {
    this.#state = state;
    this.#receivedAt = Date.now();
    for (const {name, sample} of state.databases) {
      this.#latencies.set(name, [...this.latencies(name), [sample?.p50_ms ?? null, sample?.p99_ms ?? null]].slice(-REMEMBERED));
    }
    this.dispatchEvent(new Event('state'));
    if (this.#broken) {
      this.#broken = false;
      this.dispatchEvent(new Event('resumed'));
    }
  }
}
