// Whether what is shown is what is: said all the time, and loudly when it is not.

import {setHidden, setText} from './dom.js';
import {time} from './format.js';

const LATE = 3000;
const LOOK = 500;

/** `sign` says "live" or not; `banner` appears when nothing has come for three seconds. */
export function watchConnection({sign, banner, store, signal}) {
  const began = Date.now();
  let reason = null;
  let retryAt = 0;

  const look = () => {
    const last = store.receivedAt || began;
    const stale = Date.now() - last > LATE;
    setHidden(sign, false);
    setText(sign, stale ? 'Not live' : store.state ? 'Live' : 'Connecting …');
    sign.dataset.live = String(!stale);
    setHidden(banner, !stale);
    document.documentElement.toggleAttribute('data-stale', stale);
    if (stale) {
      setText(banner, `Stale since ${time(last)}: ${reason ?? 'the server tells nothing'}. ${retry(retryAt)}`);
    }
  };
  const timer = setInterval(look, LOOK);
  store.addEventListener('state', () => {
    reason = null;
    look();
  }, {signal});
  signal.addEventListener('abort', () => {
    clearInterval(timer);
    setHidden(sign, true);
    setHidden(banner, true);
    document.documentElement.removeAttribute('data-stale');
  });
  look();
  return {
    broken(why, at) {
      reason = why;
      retryAt = at;
    },
  };
}

/** In words that change seldom: the banner is read aloud. */
function retry(at) {
  return at > Date.now() + 2000 ? `Trying again at ${time(at)}.` : 'Trying again.';
}
