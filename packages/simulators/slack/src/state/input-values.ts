import type { Block } from '../api/blocks/blocks.ts';
import type { InteractiveElement, Option } from '../api/blocks/elements.ts';
import type { InputValue, InputValues } from './state.ts';

/** A person's answer in an input: its text, or the value of the chosen option or options. */
export type Answer = string | string[] | null;

export interface PlacedElement {
  blockId: string;
  actionId: string;
  element: InteractiveElement;
  block: Block;
}

/** Everything in these blocks that a person can press, choose or fill. */
export function elementsOf(blocks: readonly Block[]): PlacedElement[] {
  return blocks.flatMap((block) =>
    interactiveElements(block).map((element) => ({
      blockId: block.block_id ?? '',
      actionId: element.action_id ?? '',
      element,
      block,
    })),
  );
}

function interactiveElements(block: Block): InteractiveElement[] {
  if (block.type === 'actions') return block.elements;
  if (block.type === 'input') return [block.element];
  if (block.type === 'section' && block.accessory && block.accessory.type !== 'image') return [block.accessory];
  return [];
}

/**
 * The values of a view's inputs when it opens: their initial values or, if it replaces a view, what the person typed
 * into the inputs with the same block and action id (Slack keeps that).
 */
export function initialValues(blocks: readonly Block[], before: InputValues = {}): InputValues {
  const values: InputValues = {};
  for (const { blockId, actionId, element } of elementsOf(blocks)) {
    const initial = initialValue(element);
    if (!initial) continue;
    const kept = before[blockId]?.[actionId];
    values[blockId] = { ...values[blockId], [actionId]: kept?.type === initial.type ? kept : initial };
  }
  return values;
}

function initialValue(element: InteractiveElement): InputValue | undefined {
  switch (element.type) {
    case 'plain_text_input':
      return { type: element.type, value: element.initial_value ?? null };
    case 'static_select':
    case 'radio_buttons':
      return { type: element.type, selected_option: element.initial_option ?? null };
    case 'checkboxes':
    case 'multi_static_select':
      return { type: element.type, selected_options: element.initial_options ?? [] };
    default:
      return undefined;
  }
}

/** An element's state after a person's answer; undefined if it offers no such option. */
export function answered(element: InteractiveElement, answer: Answer): InputValue | undefined {
  switch (element.type) {
    case 'plain_text_input':
      return { type: element.type, value: typeof answer === 'string' && answer !== '' ? answer : null };
    case 'static_select':
    case 'radio_buttons': {
      const chosen = pick(element.options, answer);
      return chosen && { type: element.type, selected_option: chosen[0] ?? null };
    }
    case 'checkboxes':
    case 'multi_static_select': {
      const chosen = pick(element.options, answer);
      return chosen && { type: element.type, selected_options: chosen };
    }
    default:
      return undefined;
  }
}

function pick(options: readonly Option[], answer: Answer): Option[] | undefined {
  const wanted = answer === null || answer === '' ? [] : [answer].flat();
  if (wanted.some((value) => !options.some((option) => option.value === value))) return undefined;
  return options.filter((option) => wanted.includes(option.value));
}
