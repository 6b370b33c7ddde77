// How the numbers of a database went: what the server remembers, and each second since.

const COLUMNS = {
  queries_per_second: ({sample}) => sample?.queries_per_second,
  failed_per_second: ({sample}) => sample?.failed_per_second,
  p50_ms: ({sample}) => sample?.p50_ms,
  p95_ms: ({sample}) => sample?.p95_ms,
  p99_ms: ({sample}) => sample?.p99_ms,
  active: ({pool}) => pool.checked_out,
  idle: ({pool}) => pool.checked_in,
  overflow: ({pool}) => pool.overflow,
  waiting: ({pool}) => pool.waiting,
  wait_p95_ms: ({sample}) => sample?.wait_p95_ms,
  connection_errors_per_second: ({sample}) => sample?.connection_errors_per_second,
  timeouts_per_second: ({sample}) => sample?.timeouts_per_second,
  retries_per_second: ({sample}) => sample?.retries_per_second,
  epoch: database => database.epoch,
};

export class History {
  #span;
  #at = [];
  #columns = Object.fromEntries(Object.keys(COLUMNS).map(name => [name, []]));
  #lags = new Map();

  /** `span` is how many seconds are kept; `answer` what the server remembers of them. */
  constructor(span, answer) {
    this.#span = span;
    this.#at = [...answer.at];
    for (const name of Object.keys(COLUMNS)) {
      this.#columns[name] = [...answer[name]];
    }
    for (const [host, lags] of Object.entries(answer.lag_ms)) {
      this.#lags.set(host, [...lags]);
    }
  }

  get at() {
    return this.#at;
  }

  get hosts() {
    return [...this.#lags.keys()];
  }

  column(name) {
    return this.#columns[name];
  }

  /** When the epoch rose, and to what: each time another host became the primary. */
  epochChanges() {
    const epochs = this.#columns.epoch;
    return this.#at
      .map((at, i) => ({at, epoch: epochs[i], before: epochs[i - 1]}))
      .filter(({epoch, before}) => before != null && epoch > before);
  }

  lag(host) {
    return this.#lags.get(host) ?? this.#at.map(() => null);
  }

  /** The second that `database` has just told of. What is known already is not taken twice. */
  append(at, database) {
    if (at <= (this.#at.at(-1) ?? 0)) {
      return;
    }
    const earlier = this.#at.length;
    this.#at.push(at);
    for (const [name, value] of Object.entries(COLUMNS)) {
      this.#columns[name].push(value(database) ?? null);
    }
    const lags = new Map(database.hosts.map(host => [host.host, host.lag_ms ?? null]));
    for (const host of new Set([...this.#lags.keys(), ...lags.keys()])) {
      if (!this.#lags.has(host)) {
        this.#lags.set(host, new Array(earlier).fill(null));
      }
      this.#lags.get(host).push(lags.get(host) ?? null);
    }
    this.#forget(at - this.#span);
  }

  #forget(before) {
    const old = this.#at.findIndex(at => at >= before);
    if (old > 0) {
      [this.#at, ...Object.values(this.#columns), ...this.#lags.values()].forEach(column => column.splice(0, old));
    }
  }
}
