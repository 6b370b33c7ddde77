// The backups of the database: how old, how large, and whether they are known to restore.

import {Api} from '../api.js';
import {element, setHidden, setText} from '../dom.js';
import {bytes, milliseconds, span, time} from '../format.js';
import {poll} from '../poll.js';
import {createTable} from '../table.js';

const INTERVAL = 15_000;

export function backupsPanel({name, api, signal}) {
  const about = element('p', {class: 'muted'});
  const warning = element('p', {class: 'refusal', hidden: true});
  const table = createTable({
    caption: 'Backups',
    key: backup => backup.id,
    empty: 'There is no backup.',
    columns: [
      {label: 'Backup', text: backup => backup.id},
      {label: 'Taken', number: true, text: backup => time(backup.taken_at)},
      {label: 'Age', number: true, text: backup => span(Date.now() - new Date(backup.taken_at).getTime())},
      {label: 'Size', number: true, text: backup => bytes(backup.bytes)},
      {label: 'Took', number: true, text: backup => milliseconds(backup.took_ms)},
      {label: 'Encrypted', text: backup => backup.encrypted ? 'yes' : 'no'},
      {label: 'Known to restore', wide: true, text: known},
    ],
  });
  const node = element('section', {'aria-labelledby': 'backups'},
    element('h2', {id: 'backups'}, 'Backups'), about, warning, table.element);

  poll(node, INTERVAL, async () => {
    try {
      const answer = await api.get(`${Api.of(name)}/backups`, {signal});
      setText(about, plan(answer));
      warn(warning, wrong(answer));
      setHidden(table.element, !answer.configured);
      table.update(answer.backups);
    } catch (error) {
      warn(warning, signal.aborted ? '' : `The backups cannot be shown. ${error.message}`);
    }
  }, signal);
  return {element: node};
}

function known(backup) {
  if (backup.problem) {
    return `no: ${backup.problem}`;
  }
  return backup.verified_at ? `yes, restored at ${time(backup.verified_at)}` : 'not verified';
}

function plan(answer) {
  if (!answer.configured) {
    return 'No backups are kept: backups.to is not set.';
  }
  if (answer.running_since) {
    return `One is being taken, since ${time(answer.running_since)}.`;
  }
  if (!answer.schedule) {
    return 'None is taken by itself: backups.schedule is not set.';
  }
  return `Schedule: ${answer.schedule}${answer.next_at ? `; the next at ${time(answer.next_at)}` : ''}.`;
}

function wrong(answer) {
  const good = answer.backups.find(backup => !backup.problem);
  const age = good ? `The newest good backup is ${span(Date.now() - new Date(good.taken_at).getTime())} old` : 'There is no good backup';
  return [
    answer.too_old ? `${age}; backups.max-age is ${span(answer.max_age_ms)}.` : null,
    answer.failure ? `The last backup failed: ${answer.failure}` : null,
  ].filter(Boolean).join(' ');
}

function warn(node, text) {
  setText(node, text);
  setHidden(node, text === '');
}
