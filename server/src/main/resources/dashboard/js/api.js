// Requests to the server, and what it answers.

/** An answer that says why not, in the server's own words. */
export class ApiError extends Error {
  constructor(status, body, retryAfter) {
    super(body.message || body.error || `the server answered with status ${status}`);
    this.status = status;
    this.title = body.error || `Status ${status}`;
    this.category = body.category ?? null;
    this.retryAfter = retryAfter;
  }
}

export class Api {
  #session;

  constructor(session) {
    this.#session = session;
  }

  /** The path of a database, to which the name of a route is added. */
  static of(database) {
    return `api/databases/${encodeURIComponent(database)}`;
  }

  get(path, {signal} = {}) {
    return this.#data(path, {signal});
  }

  post(path, body, {signal} = {}) {
    const content = body === undefined ? {} : {body: JSON.stringify(body), headers: {'Content-Type': 'application/json'}};
    return this.#data(path, {method: 'POST', ...content, signal});
  }

  /** An answer whose body is still coming. */
  async open(path, {signal, headers} = {}) {
    const token = this.#session.token;
    const answer = await fetch(path, {signal, headers: {...headers, Authorization: `Bearer ${token}`}, cache: 'no-store'});
    await this.#check(answer, token);
    return answer;
  }

  async #data(path, options) {
    const token = this.#session.token;
    const answer = await fetch(path, {...options, headers: {...options.headers, Authorization: `Bearer ${token}`}});
    await this.#check(answer, token);
    return (await answer.json()).data;
  }

  async #check(answer, token) {
    if (answer.ok) {
      return;
    }
    const body = await answer.json().catch(() => ({}));
    const error = new ApiError(answer.status, body, Number(answer.headers.get('Retry-After')) || 0);
    if (answer.status === 401 && token === this.#session.token) {
      this.#session.end(`${error.title}: ${error.message}`);
    }
    throw error;
  }
}
