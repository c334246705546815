import type { Block, Message, View } from '../blocks.ts';

/**
 * For tests: what Slack would refuse in a message, a view or a part of App Home, by the limits of its Block Kit
 * reference. Empty if Slack would accept it.
 */
export function slackRefusals(content: Message | View | Block[]): string[] {
  if (Array.isArray(content)) return blocksRefusals(content, 100);
  if ('type' in content) {
    const { title, close, submit, private_metadata: metadata = '' } = content;
    return [
      ...tooLong('title', title.text, 24),
      ...tooLong('close', close.text, 24),
      ...tooLong('submit', submit?.text ?? 'none', 24),
      ...tooLong('private_metadata', metadata || 'none', 3000),
      ...blocksRefusals(content.blocks, 100),
    ];
  }
  return [...tooLong('text', content.text, 4000), ...blocksRefusals(content.blocks, 50)];
}

function blocksRefusals(blocks: readonly Block[], most: number): string[] {
  const ids = blocks.flatMap((block) => (block.type === 'actions' ? block.elements.map((each) => each.action_id) : []));
  return [
    ...(blocks.length > most ? [`more than ${most} blocks`] : []),
    ...ids.filter((id, place) => ids.indexOf(id) < place).map((id) => `action_id ${id} twice`),
    ...blocks.flatMap(blockRefusals),
  ];
}

function blockRefusals(block: Block): string[] {
  switch (block.type) {
    case 'header':
      return tooLong('header', block.text.text, 150);
    case 'section':
      return tooLong('section', block.text.text, 3000);
    case 'context':
      return block.elements.flatMap(({ text }) => tooLong('context', text, 3000));
    case 'actions':
      return block.elements.flatMap((button) => [
        ...tooLong('button', button.text.text, 75),
        ...tooLong('button value', button.value ?? 'none', 2000),
        ...tooLong('spoken label', button.accessibility_label ?? 'none', 75),
        ...tooLong('title of a question', button.confirm?.title.text ?? 'none', 100),
        ...tooLong('question', button.confirm?.text.text ?? 'none', 300),
        ...[button.confirm?.confirm, button.confirm?.deny].flatMap((text) =>
          tooLong('answer', text?.text ?? 'none', 30),
        ),
      ]);
    case 'input':
      return [...tooLong('label', block.label.text, 2000), ...tooLong('hint', block.hint?.text ?? 'none', 2000)];
    case 'divider':
      return [];
  }
}

function tooLong(what: string, text: string, most: number): string[] {
  if (text.length === 0) return [`${what} is empty`];
  return text.length > most ? [`${what} has ${text.length} characters of ${most}`] : [];
}
