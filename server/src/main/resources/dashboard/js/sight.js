// Whether somebody can see this page. A browser makes six connections to a server for all its tabs together, so a page that nobody sees keeps none.

const MOMENT = 10_000;

/** Tells `lost` when the page has been hidden for a moment, and `regained` when it is seen again. */
export class Sight extends EventTarget {
  #lost = false;
  #timer = 0;

  constructor(signal) {
    super();
    document.addEventListener('visibilitychange', () => this.#look(), {signal});
    signal.addEventListener('abort', () => clearTimeout(this.#timer));
    this.#look();
  }

  get lost() {
    return this.#lost;
  }

  #look() {
    clearTimeout(this.#timer);
    if (document.hidden) {
      this.#timer = setTimeout(() => this.#tell(true), MOMENT);
    } else if (this.#lost) {
      this.#tell(false);
    }
  }

  #tell(lost) {
    this.#lost = lost;
    this.dispatchEvent(new Event(lost ? 'lost' : 'regained'));
  }
}
