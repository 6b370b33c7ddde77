// What the server tells by itself: server-sent events, over fetch, as EventSource cannot send a token.

import {Sight} from './sight.js';

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;
const SILENCE = 10_000;
const GLANCE = 30_000;

/**
 * Follows the events until `signal` is aborted, and opens the stream anew when it breaks or falls silent, each time after a longer pause. While nobody sees the page, it only
 * looks now and then, for the title of the tab. `hear(event, data)` gets each event; `broken(reason, retryAt)` is told of each end.
 */
export async function follow(api, {hear, broken, signal}) {
  const sight = new Sight(signal);
  let failures = 0;
  let lastId = null;
  while (!signal.aborted) {
    let farewell = null;
    let error = null;
    try {
      await once(api, lastId, (event, data, id) => {
        if (event === 'end') {
          farewell = `The server ended the stream: ${data.reason}`;
        } else {
          failures = 0;
        }
        lastId = id ?? lastId;
        hear(event, data);
      }, sight, signal);
    } catch (thrown) {
      error = thrown;
    }
    if (signal.aborted) {
      return;
    }
    if (sight.lost) {
      broken('nobody looked at this page', Date.now());
      await sleep(GLANCE, signal, sight);
      continue;
    }
    const pause = Math.max((error?.retryAfter ?? 0) * 1000, jittered(Math.min(FIRST_PAUSE * 2 ** failures, LONGEST_PAUSE)));
    failures++;
    broken(farewell ?? reasonOf(error), Date.now() + pause);
    await sleep(pause, signal, sight);
  }
}

function reasonOf(error) {
  return error?.title ? `${error.title}: ${error.message}` : 'the server cannot be reached';
}

/** Anything between half of it and all of it: many pages must not come back at one moment. */
function jittered(pause) {
  return pause * (0.5 + Math.random() / 2);
}

/** The server tells again what happened after the event with this id. */
async function once(api, lastId, hear, sight, signal) {
  const ended = new AbortController();
  const end = () => ended.abort();
  signal.addEventListener('abort', end);
  sight.addEventListener('lost', end);
  let silence = setTimeout(end, SILENCE);
  try {
    const headers = {Accept: 'text/event-stream', ...(lastId && {'Last-Event-ID': lastId})};
    const answer = await api.open('api/events', {signal: ended.signal, headers});
    const parse = parser((event, data, id) => {
      hear(event, data, id);
      if (event === 'state' && sight.lost) {
        end();
      }
    });
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      clearTimeout(silence);
      silence = setTimeout(end, SILENCE);
      parse(part.value);
    }
  } finally {
    clearTimeout(silence);
    signal.removeEventListener('abort', end);
    sight.removeEventListener('lost', end);
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

/** Less when the page is seen again. */
function sleep(pause, signal, sight) {
  return new Promise(resolve => {
    const awake = new AbortController();
    const wake = () => {
      clearTimeout(timer);
      awake.abort();
      resolve();
    };
    const timer = setTimeout(wake, pause);
    signal.addEventListener('abort', wake, {signal: awake.signal});
    sight.addEventListener('regained', wake, {signal: awake.signal});
  });
}
