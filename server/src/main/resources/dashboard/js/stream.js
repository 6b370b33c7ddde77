// What the server tells by itself: server-sent events, over fetch, as EventSource cannot send a token.

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;
const SILENCE = 10_000;

/**
 * Follows the events until `signal` is aborted, and opens the stream anew when it breaks or falls silent, each time after a longer pause.
 * `hear(event, data)` gets each event; `broken(error, pause)` is told of each end.
 */
export async function follow(api, {hear, broken, signal}) {
  let failures = 0;
  let lastId = null;
  while (!signal.aborted) {
    let reason = null;
    try {
      await once(api, lastId, (event, data, id) => {
        failures = 0;
        lastId = id ?? lastId;
        hear(event, data);
      }, signal);
    } catch (error) {
      reason = error;
    }
    if (signal.aborted) {
      return;
    }
    const pause = Math.max((reason?.retryAfter ?? 0) * 1000, jittered(Math.min(FIRST_PAUSE * 2 ** failures, LONGEST_PAUSE)));
    failures++;
    broken(reason, pause);
    await sleep(pause, signal);
  }
}

/** Anything between half of it and all of it: many pages must not come back at one moment. */
function jittered(pause) {
  return pause * (0.5 + Math.random() / 2);
}

/** The server tells again what happened after the event with this id. */
async function once(api, lastId, hear, signal) {
  const ended = new AbortController();
  const end = () => ended.abort();
  signal.addEventListener('abort', end);
  let silence = setTimeout(end, SILENCE);
  try {
    const headers = {Accept: 'text/event-stream', ...(lastId && {'Last-Event-ID': lastId})};
    const answer = await api.open('api/events', {signal: ended.signal, headers});
    const parse = parser(hear);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      clearTimeout(silence);
      silence = setTimeout(end, SILENCE);
      parse(part.value);
    }
  } finally {
    clearTimeout(silence);
    signal.removeEventListener('abort', end);
    end();
  }
}

/** Takes text as it comes; lines may be torn anywhere. */
export function parser(hear) {
  let rest = '';
  let event = 'message';
  let data = [];
  let id = null;
  const line = text => {
    if (text === '') {
      if (data.length > 0) {
        hear(event, JSON.parse(data.join('\n')), id);
      }
      event = 'message';
      data = [];
    } else if (text.startsWith('event:')) {
      event = value(text, 'event:');
    } else if (text.startsWith('data:')) {
      data.push(value(text, 'data:'));
    } else if (text.startsWith('id:')) {
      id = value(text, 'id:');
    }
  };
  return text => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    lines.forEach(each => line(each.endsWith('\r') ? each.slice(0, -1) : each));
  };
}

function value(text, field) {
  const start = field.length;
  return text.slice(text[start] === ' ' ? start + 1 : start);
}

function sleep(pause, signal) {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, pause);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    }, {once: true});
  });
}
