import { z } from 'zod';
import { anyText, plainText } from './text.ts';

const actionId = z.string().min(1).max(255).optional();
const placeholder = plainText(150).optional();
const url = z
  .url({ protocol: /^(https?|mailto|slack)$/, error: 'must be a valid URL' })
  .max(3000)
  .optional();
const focusOnLoad = z.boolean().optional();

const confirm = z.strictObject({
  title: plainText(100),
  text: anyText(300),
  confirm: plainText(30),
  deny: plainText(30),
  style: z.enum(['primary', 'danger']).optional(),
});

/** An option of a select or an overflow menu: its text is plain. */
const plainOption = z.strictObject({
  text: plainText(75),
  value: z.string().min(1).max(150),
  description: plainText(75).optional(),
});

/** An option of radio buttons and checkboxes: its text may be mrkdwn. */
const richOption = z.strictObject({
  text: anyText(75),
  value: z.string().min(1).max(150),
  description: anyText(75).optional(),
});

const overflowOption = plainOption.extend({ url });

export type Option = z.infer<typeof richOption>;

interface WithOptions {
  options: Option[];
  initial_option?: Option | undefined;
  initial_options?: Option[] | undefined;
}

/** Values must differ, and every initial option must equal one of the options exactly. */
function checkOptions(element: WithOptions, context: z.RefinementCtx): void {
  const values = element.options.map((option) => option.value);
  if (new Set(values).size < values.length) {
    context.addIssue({ code: 'custom', message: 'option values must be unique', path: ['options'] });
  }
  const known = new Set(element.options.map((option) => JSON.stringify(option)));
  const chosen = [...(element.initial_options ?? []), ...(element.initial_option ? [element.initial_option] : [])];
  if (chosen.some((option) => !known.has(JSON.stringify(option)))) {
    const path = [element.initial_option ? 'initial_option' : 'initial_options'];
    context.addIssue({ code: 'custom', message: 'must be one of the provided options', path });
  }
}

export const button = z.strictObject({
  type: z.literal('button'),
  text: plainText(75),
  action_id: actionId,
  url,
  value: z.string().max(2000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: confirm.optional(),
  accessibility_label: z.string().max(75).optional(),
});

export const staticSelect = z
  .strictObject({
    type: z.literal('static_select'),
    action_id: actionId,
    options: z.array(plainOption).min(1).max(100),
    initial_option: plainOption.optional(),
    placeholder,
    confirm: confirm.optional(),
    focus_on_load: focusOnLoad,
  })
  .superRefine(checkOptions);

export const multiStaticSelect = z
  .strictObject({
    type: z.literal('multi_static_select'),
    action_id: actionId,
    options: z.array(plainOption).min(1).max(100),
    initial_options: z.array(plainOption).optional(),
    max_selected_items: z.int().min(1).optional(),
    placeholder,
    confirm: confirm.optional(),
    focus_on_load: focusOnLoad,
  })
  .superRefine(checkOptions);

export const overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: actionId,
  options: z.array(overflowOption).min(1).max(5),
  confirm: confirm.optional(),
});

export const radioButtons = z
  .strictObject({
    type: z.literal('radio_buttons'),
    action_id: actionId,
    options: z.array(richOption).min(1).max(10),
    initial_option: richOption.optional(),
    confirm: confirm.optional(),
    focus_on_load: focusOnLoad,
  })
  .superRefine(checkOptions);

export const checkboxes = z
  .strictObject({
    type: z.literal('checkboxes'),
    action_id: actionId,
    options: z.array(richOption).min(1).max(10),
    initial_options: z.array(richOption).optional(),
    confirm: confirm.optional(),
    focus_on_load: focusOnLoad,
  })
  .superRefine(checkOptions);

export const plainTextInput = z.strictObject({
  type: z.literal('plain_text_input'),
  action_id: actionId,
  initial_value: z.string().max(3000).optional(),
  multiline: z.boolean().optional(),
  min_length: z.int().min(0).max(3000).optional(),
  max_length: z.int().min(1).max(3000).optional(),
  placeholder,
  focus_on_load: focusOnLoad,
  dispatch_action_config: z
    .strictObject({ trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])) })
    .optional(),
});

export type Button = z.infer<typeof button>;
export type OverflowMenu = z.infer<typeof overflow>;
export type PlainTextInput = z.infer<typeof plainTextInput>;
export type ChoiceElement =
  | z.infer<typeof staticSelect>
  | z.infer<typeof multiStaticSelect>
  | z.infer<typeof radioButtons>
  | z.infer<typeof checkboxes>;
export type InteractiveElement = Button | OverflowMenu | PlainTextInput | ChoiceElement;
