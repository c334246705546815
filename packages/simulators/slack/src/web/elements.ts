import type { Button, ChoiceElement, InteractiveElement, Option, OverflowMenu } from '../api/blocks/elements.ts';
import type { InputValue } from '../state/state.ts';
import { attributes, type Html, html } from './html.ts';
import { renderText } from './mrkdwn.ts';
import type { Reader } from './reader.ts';

/** An element's context: its block, its value and its reader. */
export interface Placement {
  blockId: string;
  value: InputValue | undefined;
  reader: Reader;
  /** Whether a choice goes to the app at once rather than with the form. */
  dispatches: boolean;
  /** The id of the label outside the element, if there is one. */
  labelId?: string;
  required?: boolean;
}

/** Renders what a person can press, choose or fill. Every element carries `data-action-id` and `data-block-id`. */
export function renderElement(element: InteractiveElement, place: Placement): Html {
  switch (element.type) {
    case 'button':
      return renderButton(element, place);
    case 'overflow':
      return renderOverflow(element, place);
    case 'static_select':
    case 'multi_static_select':
      return renderSelect(element, place);
    case 'radio_buttons':
    case 'checkboxes':
      return renderOptions(element, place);
    case 'plain_text_input': {
      const text = place.value?.type === 'plain_text_input' ? (place.value.value ?? '') : '';
      const shared = {
        ...common(element, place),
        'data-input': true,
        'aria-labelledby': place.labelId,
        'aria-required': place.required,
        maxlength: element.max_length,
        placeholder: element.placeholder?.text,
        autofocus: element.focus_on_load,
      };
      return element.multiline
        ? html`<textarea rows="4"${attributes(shared)}>${text}</textarea>`
        : html`<input type="text"${attributes({ ...shared, value: text })}>`;
    }
  }
}

function common(element: InteractiveElement, place: Placement) {
  return {
    'data-action-id': element.action_id,
    'data-block-id': place.blockId,
    'data-element': element.type,
    'data-dispatches': place.dispatches,
    'data-confirm': 'confirm' in element && element.confirm ? JSON.stringify(element.confirm) : undefined,
  };
}

function renderButton(element: Button, place: Placement): Html {
  const shared = {
    ...common(element, { ...place, dispatches: true }),
    'data-value': element.value,
    'aria-label': element.accessibility_label,
    class: `button ${element.style ?? ''}`,
  };
  const label = renderText(element.text, place.reader);
  return element.url
    ? html`<a${attributes({ ...shared, href: element.url })} target="_blank" rel="noopener noreferrer">${label}</a>`
    : html`<button type="button"${attributes(shared)}>${label}</button>`;
}

function renderOverflow(element: OverflowMenu, place: Placement): Html {
  const items = element.options.map((option) => {
    const shared = { ...common(element, { ...place, dispatches: true }), 'data-value': option.value };
    return html`<button type="button" role="menuitem"${attributes(shared)}>${renderText(option.text, place.reader)}</button>`;
  });
  return html`<details class="overflow"><summary class="button" aria-label="More actions">⋯</summary><div role="menu">${items}</div></details>`;
}

function renderSelect(
  element: Extract<ChoiceElement, { type: 'static_select' | 'multi_static_select' }>,
  place: Placement,
) {
  const chosen = chosenValues(place.value);
  const many = element.type === 'multi_static_select';
  const options = element.options.map(
    (option) =>
      html`<option${attributes({ value: option.value, selected: chosen.includes(option.value) })}>${option.text.text}</option>`,
  );
  const shared = {
    ...common(element, place),
    'data-input': true,
    'aria-labelledby': place.labelId,
    'aria-label': place.labelId ? undefined : (element.placeholder?.text ?? 'Choose an option'),
    'aria-required': place.required,
    multiple: many,
  };
  const empty = many ? undefined : html`<option value="">${element.placeholder?.text ?? 'Choose an option'}</option>`;
  return html`<select${attributes(shared)}>${empty}${options}</select>`;
}

function renderOptions(element: Extract<ChoiceElement, { type: 'radio_buttons' | 'checkboxes' }>, place: Placement) {
  const chosen = chosenValues(place.value);
  const type = element.type === 'radio_buttons' ? 'radio' : 'checkbox';
  const name = `${place.blockId}/${element.action_id}`;
  const options = element.options.map((option) => {
    const input = { type, name, value: option.value, checked: chosen.includes(option.value) };
    return html`<label class="option"><input${attributes(input)}><span>${renderText(option.text, place.reader)}${description(option, place.reader)}</span></label>`;
  });
  const shared = {
    ...common(element, place),
    'data-input': true,
    role: type === 'radio' ? 'radiogroup' : 'group',
    'aria-labelledby': place.labelId,
    'aria-required': type === 'radio' ? place.required : undefined,
  };
  return html`<div class="options"${attributes(shared)}>${options}</div>`;
}

function description(option: Option, reader: Reader): Html | undefined {
  return option.description && html`<small>${renderText(option.description, reader)}</small>`;
}

function chosenValues(value: InputValue | undefined): string[] {
  if (!value || value.type === 'plain_text_input') return [];
  const chosen = 'selected_options' in value ? value.selected_options : [value.selected_option];
  return chosen.flatMap((option) => (option ? (option as Option).value : []));
}
