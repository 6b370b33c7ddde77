// Who we are: a token, kept for this tab only.

const KEY = 'hawser.token';
const FRAGMENT = '#token=';

/** Tells `ended` when the token is given up, with the reason as its detail. */
export class Session extends EventTarget {
  #token = read();
  #about = null;
  #expiry = 0;

  get token() {
    return this.#token;
  }

  /** What the server says of the token: subject, scopes, expires_at, profile, version. */
  get about() {
    return this.#about;
  }

  may(scope) {
    return this.#about?.scopes.includes(scope) ?? false;
  }

  /** Takes the token out of the address, where others could read it. Whether there was one. */
  takeFromAddress() {
    if (!location.hash.startsWith(FRAGMENT)) {
      return false;
    }
    let token = location.hash.slice(FRAGMENT.length);
    history.replaceState(null, '', '#/');
    try {
      token = decodeURIComponent(token);
    } catch {
      // Not encoded, then.
    }
    this.use(token);
    return true;
  }

  use(token) {
    this.#token = token.trim();
    try {
      sessionStorage.setItem(KEY, this.#token);
    } catch {
      // The token then holds until the page is loaded anew.
    }
  }

  begin(about) {
    this.#about = about;
    clearTimeout(this.#expiry);
    const left = about.expires_at ? new Date(about.expires_at).getTime() - Date.now() : Infinity;
    if (left < 2 ** 31) {
      this.#expiry = setTimeout(() => this.end('The token has expired. Log in with a new one.'), Math.max(left, 0));
    }
  }

  end(reason) {
    clearTimeout(this.#expiry);
    this.#token = null;
    this.#about = null;
    try {
      sessionStorage.removeItem(KEY);
    } catch {
      // It was not kept.
    }
    this.dispatchEvent(new CustomEvent('ended', {detail: reason}));
  }
}

function read() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}
