// A question before something is done, and a word when it is done.

import {element, setHidden, setText} from './dom.js';

/**
 * Asks, and does `act(values)` when it is confirmed; what goes wrong is told in the dialog. `fields` are `{name, label, options}` or `{name, label, value}`.
 * The focus goes back to where it was.
 */
export function ask({title, text, confirm, fields = [], danger = false, act, done}) {
  const problem = element('p', {class: 'refusal', role: 'alert', hidden: true});
  const inputs = fields.map(field);
  const yes = element('button', {type: 'submit', class: danger ? 'danger' : 'primary'}, confirm);
  const no = element('button', {type: 'button', click: () => dialog.close()}, 'Cancel');
  const submit = async event => {
    event.preventDefault();
    yes.disabled = true;
    setHidden(problem, true);
    try {
      const outcome = await act(Object.fromEntries(inputs.map(({name, input}) => [name, input.value])));
      dialog.close();
      done(outcome);
    } catch (error) {
      setText(problem, `${error.title ?? 'It did not work'}: ${error.message}`);
      setHidden(problem, false);
      yes.disabled = false;
    }
  };
  const dialog = element('dialog', {'aria-labelledby': 'question', close: () => dialog.remove()},
    element('form', {submit},
      element('h2', {id: 'question'}, title),
      element('p', {}, text),
      ...inputs.map(({element: node}) => node),
      problem,
      element('div', {class: 'buttons'}, no, yes)));
  document.body.append(dialog);
  dialog.showModal();
}

function field({name, label, options, value}) {
  const input = options
    ? element('select', {name}, ...options.map(([code, words]) => element('option', {value: code}, words)))
    : element('input', {name, type: 'number', min: '0', max: '60', value});
  return {name, input, element: element('label', {class: 'field'}, label, input)};
}

const SHOWN = 10_000;

/** Says in the corner what was done. */
export function note(text) {
  const node = element('div', {class: 'note'}, element('span', {}, text));
  const close = element('button', {type: 'button', 'aria-label': 'Dismiss', click: () => node.remove()}, '×');
  node.append(close);
  document.getElementById('notes').append(node);
  const leave = () => {
    if (node.matches(':hover, :focus-within')) {
      setTimeout(leave, SHOWN);
    } else {
      node.remove();
    }
  };
  setTimeout(leave, SHOWN);
}
