import { type Answer, answered, elementsOf, type PlacedElement } from '../state/input-values.ts';
import type { InputValue, View } from '../state/state.ts';
import { ImpossibleAct } from './outcome.ts';

/** A person's answers in a form: by block id, then action id. */
export type Answers = Record<string, Record<string, Answer>>;

/** Writes answers into the inputs of a view; an input that isn't there, or an option that isn't offered, throws. */
export function fill(view: View, answers: Answers): void {
  const placed = elementsOf(view.blocks);
  for (const [blockId, ofBlock] of Object.entries(answers)) {
    for (const [actionId, answer] of Object.entries(ofBlock)) {
      const found = placed.find((each) => each.blockId === blockId && each.actionId === actionId);
      const value = found && answered(found.element, answer);
      if (!value) throw new ImpossibleAct(`The form has no input ${blockId}/${actionId} that takes this.`);
      view.values[blockId] = { ...view.values[blockId], [actionId]: value };
    }
  }
}

/** Slack's own objections before it sends a form: by block id, in the words under the input. */
export function invalidInputs(view: View): Record<string, string> {
  const invalid: Record<string, string> = {};
  for (const placed of elementsOf(view.blocks)) {
    const value = view.values[placed.blockId]?.[placed.actionId];
    const objection = placed.block.type === 'input' && value ? objectionTo(placed, value) : undefined;
    if (objection) invalid[placed.blockId] = objection;
  }
  return invalid;
}

function objectionTo({ block, element }: PlacedElement, value: InputValue): string | undefined {
  if (isEmpty(value)) {
    return block.type === 'input' && block.optional ? undefined : 'Please complete this required field.';
  }
  if (element.type === 'multi_static_select' && value.type === element.type) {
    const most = element.max_selected_items ?? Number.POSITIVE_INFINITY;
    return value.selected_options.length > most ? `Please choose no more than ${most}.` : undefined;
  }
  if (element.type !== 'plain_text_input' || value.type !== element.type) return undefined;
  const length = value.value?.length ?? 0;
  if (element.max_length && length > element.max_length) {
    return `Please use no more than ${element.max_length} characters.`;
  }
  return element.min_length && length < element.min_length
    ? `Please use at least ${element.min_length} characters.`
    : undefined;
}

function isEmpty(value: InputValue): boolean {
  if ('value' in value) return value.value === null;
  return 'selected_options' in value ? value.selected_options.length === 0 : value.selected_option === null;
}
