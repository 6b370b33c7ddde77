// Asking again and again, gently: only while somebody can see the answer.

/** Calls `ask(signal)` every `interval` ms while `element` and the page are visible, never twice at a time. Gives a function that asks at once. */
export function poll(element, interval, ask, signal) {
  let visible = false;
  let running = false;
  let again = false;
  let timer = 0;

  const next = async () => {
    clearTimeout(timer);
    if (running) {
      again = true;
      return;
    }
    if (signal.aborted || !visible || document.hidden) {
      return;
    }
    running = true;
    again = false;
    try {
      await ask(signal);
    } finally {
      running = false;
      timer = setTimeout(next, again ? 0 : interval);
    }
  };

  const observer = new IntersectionObserver(entries => {
    visible = entries.at(-1).isIntersecting;
    if (visible) {
      next();
    }
  });
  observer.observe(element);
  document.addEventListener('visibilitychange', next, {signal});
  signal.addEventListener('abort', () => {
    observer.disconnect();
    clearTimeout(timer);
  });
  return next;
}
