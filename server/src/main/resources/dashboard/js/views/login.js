// Where a token is asked for.

import {element, setHidden, setText} from '../dom.js';

/** Calls `enter(token)`, which throws what the server has against it. */
export function loginView({reason, enter}) {
  const problem = element('p', {class: 'refusal', role: 'alert', hidden: !reason}, reason ?? '');
  const token = element('input', {
    id: 'token', type: 'password', autocomplete: 'off', spellcheck: 'false', required: true, 'aria-describedby': 'token-help',
  });
  const button = element('button', {type: 'submit', class: 'primary'}, 'Log in');
  const submit = async event => {
    event.preventDefault();
    button.disabled = true;
    try {
      await enter(token.value);
    } catch (error) {
      setText(problem, error.title ? `${error.title}: ${error.message}` : `The server cannot be reached: ${error.message}`);
      setHidden(problem, false);
      token.select();
    } finally {
      button.disabled = false;
    }
  };
  const form = element('form', {class: 'login panel', submit},
    element('h1', {tabindex: '-1'}, 'Log in'),
    problem,
    element('label', {for: 'token'}, 'Token'),
    token,
    element('p', {id: 'token-help', class: 'muted'},
      'The one that ', element('code', {}, 'hawser serve'), ' printed when it started, or one made by ',
      element('code', {}, 'hawser token --scope database:read'), '. It is kept for this tab only.'),
    button);
  return {element: form, title: 'Log in', focus: token};
}
