// Numbers and times, as people read them.

const NONE = '–';
const whole = new Intl.NumberFormat('en', {maximumFractionDigits: 0});
const clock = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit', second: '2-digit'});
const dayAndClock = new Intl.DateTimeFormat('en-GB', {
  day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit',
});
const DAY = 24 * 3600 * 1000;

export function count(number) {
  return known(number) ? whole.format(number) : NONE;
}

/** At most three digits that matter: 0.42, 4.2, 42, 4,213. */
export function amount(number) {
  if (!known(number)) {
    return NONE;
  }
  const size = Math.abs(number);
  if (size >= 10 || Number.isInteger(number)) {
    return whole.format(number);
  }
  return String(Number(number.toFixed(size >= 1 ? 1 : 2)));
}

/** A length of time that is measured: 0.42 ms, 310 ms, 2.5 s. */
export function milliseconds(value) {
  if (!known(value)) {
    return NONE;
  }
  return value < 1000 ? `${amount(value)} ms` : seconds(value);
}

function seconds(value) {
  return value < 60_000 ? `${amount(value / 1000)} s` : span(value);
}

/** A size: 512 B, 4.2 kB, 310 MB, 2.5 GB. */
export function bytes(value) {
  if (!known(value)) {
    return NONE;
  }
  const step = value < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(value) / 3));
  return `${amount(value / 1000 ** step)} ${['B', 'kB', 'MB', 'GB', 'TB'][step]}`;
}

/** A length of time that passes: 42 s, 3 min 5 s, 2 h 10 min, 4 d 3 h. */
export function span(value) {
  if (!known(value)) {
    return NONE;
  }
  const total = Math.max(0, Math.floor(value / 1000));
  const parts = [
    [Math.floor(total / 86_400), 'd'],
    [Math.floor(total / 3600) % 24, 'h'],
    [Math.floor(total / 60) % 60, 'min'],
    [total % 60, 's'],
  ];
  const first = parts.findIndex(([size]) => size > 0);
  return first < 0
    ? '0 s'
    : parts.slice(first, first + 2).filter(([size]) => size > 0).map(([size, unit]) => `${size} ${unit}`).join(' ');
}

/** hh:mm:ss, with the day if that was not within the last day. */
export function time(moment) {
  const date = new Date(moment);
  if (moment === null || moment === undefined || Number.isNaN(date.getTime())) {
    return NONE;
  }
  return (Math.abs(Date.now() - date.getTime()) < DAY ? clock : dayAndClock).format(date);
}

/** "since 10:31:05 (3 min 5 s)". */
export function since(moment, now) {
  return `since ${time(moment)} (${span(now - new Date(moment).getTime())})`;
}

/** "1 host", "3 hosts". */
export function plural(number, word, words = `${word}s`) {
  return `${count(number)} ${number === 1 ? word : words}`;
}

/** "failover_completed" as "Failover completed", and "host-down" as "Host down". */
export function words(code) {
  const text = String(code).replace(/[_-]/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function known(number) {
  return typeof number === 'number' && Number.isFinite(number);
}
