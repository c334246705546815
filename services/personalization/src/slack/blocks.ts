/**
 * The part of Slack's Block Kit that we use, as plain objects. https://docs.slack.dev/reference/block-kit
 * Types, not interfaces: a type can travel as a record of unknown values, as a message's content does.
 */
export type PlainText = { type: 'plain_text'; text: string };
export type Mrkdwn = { type: 'mrkdwn'; text: string };

export type Button = {
  type: 'button';
  action_id: string;
  text: PlainText;
  value?: string;
  style?: 'primary' | 'danger';
  /** What a screen reader says instead of the label. */
  accessibility_label?: string;
  /** Slack asks this before it sends us the click. */
  confirm?: { title: PlainText; text: PlainText; confirm: PlainText; deny: PlainText; style?: 'primary' | 'danger' };
};

export type Block =
  | { type: 'header'; text: PlainText }
  | { type: 'section'; text: Mrkdwn }
  | { type: 'context'; elements: Mrkdwn[] }
  | { type: 'actions'; elements: Button[] }
  | { type: 'divider' }
  | {
      type: 'input';
      block_id: string;
      label: PlainText;
      hint?: PlainText;
      element: { type: 'plain_text_input'; action_id: string; multiline: boolean; max_length: number };
    };

/** Notifications show `text` and screen readers read it, so it says everything that the blocks say. */
export type Message = { text: string; blocks: Block[] };

export type View = {
  type: 'modal';
  title: PlainText;
  close: PlainText;
  submit?: PlainText;
  callback_id?: string;
  private_metadata?: string;
  blocks: Block[];
};

export const plain = (text: string): PlainText => ({ type: 'plain_text', text });
export const header = (text: string): Block => ({ type: 'header', text: plain(text) });
export const section = (text: string): Block => ({ type: 'section', text: { type: 'mrkdwn', text } });
export const context = (text: string): Block => ({ type: 'context', elements: [{ type: 'mrkdwn', text }] });
export const actions = (...elements: Button[]): Block => ({ type: 'actions', elements });
export const divider: Block = { type: 'divider' };

/** The text of blocks, for places that take only text. */
export const textOf = (blocks: readonly Block[]): string =>
  blocks
    .flatMap((block) => {
      if (block.type === 'header' || block.type === 'section') return [block.text.text];
      return block.type === 'context' ? block.elements.map(({ text }) => text) : [];
    })
    .join('\n\n');

const labelLimit = 75;

export function button(
  action: string,
  label: string,
  { spoken, ...rest }: Pick<Button, 'value' | 'style' | 'confirm'> & { spoken?: string } = {},
): Button {
  return {
    type: 'button',
    action_id: action,
    text: plain(label),
    ...rest,
    ...(spoken && { accessibility_label: shorten(spoken, labelLimit) }),
  };
}

const shorten = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
