import { client, workspacePath } from './client.js';
import { control } from './control.js';
import { refresh } from './parts.js';

const NUMBERS = ['milliseconds', 'calls', 'deliveries'];

/** The drawer that makes Slack misbehave. */
export function listenForConditions() {
  const drawer = document.getElementById('conditions');
  const toggle = document.querySelector('[data-testid="conditions-toggle"]');
  if (!drawer || !toggle) return;
  const show = (isOpen) => {
    drawer.hidden = !isOpen;
    toggle.setAttribute('aria-expanded', String(isOpen));
    (isOpen ? drawer.querySelector('select') : toggle).focus();
    void refresh();
  };
  toggle.addEventListener('click', () => show(drawer.hidden));
  drawer.querySelector('[data-testid="conditions-close"]').addEventListener('click', () => show(false));
  drawer.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') show(false);
  });
  const form = drawer.querySelector('form');
  form.addEventListener('change', () => showFields(form));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void after(control('POST', '/sim/conditions', conditionIn(form)));
  });
  drawer.addEventListener('click', ({ target }) => {
    const button = target.closest('button');
    const { removeCondition, replay, revokeToken, letGo, moveClock } = button?.dataset ?? {};
    if (removeCondition) void after(control('DELETE', `/sim/conditions/${removeCondition}`));
    if (replay) void after(control('POST', `/sim/deliveries/${replay}/replay`, {}));
    if (revokeToken !== undefined) void after(control('POST', `${workspacePath}/revoke-token`, {}));
    if (moveClock) void after(move(button, Number(moveClock)));
    if (letGo !== undefined) void after(control('POST', '/sim/deliveries/let-go', { team: client.dataset.teamId }));
  });
  showFields(form);
}

/** Takes a second: the call waits until every process has seen it. */
async function move(button, byMilliseconds) {
  button.classList.add('busy');
  await control('POST', '/sim/clock', { byMilliseconds });
  button.classList.remove('busy');
}

async function after(answer) {
  await answer;
  await refresh();
}

/** Shows only the fields that this kind of condition has. */
function showFields(form) {
  for (const label of form.querySelectorAll('[data-for]')) {
    label.hidden = !label.dataset.for.split(' ').includes(form.elements.kind.value);
  }
}

function conditionIn(form) {
  const condition = { kind: form.elements.kind.value };
  for (const field of form.querySelectorAll('[data-for]:not([hidden]) [name]')) {
    condition[field.name] = NUMBERS.includes(field.name) ? Number(field.value) : field.value;
  }
  return condition;
}
