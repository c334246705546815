import type { Block, InputBlock } from '../api/blocks/blocks.ts';
import type { InteractiveElement } from '../api/blocks/elements.ts';
import type { AnyText } from '../api/blocks/text.ts';
import { initialValues } from '../state/input-values.ts';
import type { InputValues } from '../state/state.ts';
import { renderElement } from './elements.ts';
import { attributes, type Html, html } from './html.ts';
import { renderText } from './mrkdwn.ts';
import type { Reader } from './reader.ts';

interface Setting {
  reader: Reader;
  values: InputValues;
}

/** Renders the blocks of a message or view. Each carries `data-block` with its type. */
export function renderBlocks(
  blocks: readonly Block[],
  { reader, values = initialValues(blocks) }: { reader: Reader; values?: InputValues },
): Html[] {
  return blocks.map((block) => {
    const shared = { class: `block ${block.type}`, 'data-block': block.type, 'data-block-id': block.block_id };
    return html`<div${attributes(shared)}>${content(block, { reader, values })}</div>`;
  });
}

function content(block: Block, setting: Setting): Html {
  const { reader } = setting;
  switch (block.type) {
    case 'header':
      return html`<h3>${renderText(block.text, reader)}</h3>`;
    case 'divider':
      return html`<hr>`;
    case 'image':
      return html`<figure>${block.title && html`<figcaption>${renderText(block.title, reader)}</figcaption>`}${image(block)}</figure>`;
    case 'context':
      return html`${block.elements.map((each) => (each.type === 'image' ? image(each) : html`<span>${renderText(each, reader)}</span>`))}`;
    case 'actions':
      return html`${block.elements.map((each) => placed(each, block, setting))}`;
    case 'section': {
      const fields =
        block.fields && html`<div class="fields">${block.fields.map((field) => paragraph(field, reader))}</div>`;
      const { accessory } = block;
      const beside = accessory && (accessory.type === 'image' ? image(accessory) : placed(accessory, block, setting));
      return html`<div class="text">${block.text && paragraph(block.text, reader)}${fields}</div>${beside && html`<div class="accessory">${beside}</div>`}`;
    }
    case 'input':
      return renderInput(block, setting);
  }
}

function paragraph(text: AnyText, reader: Reader): Html {
  return html`<div>${renderText(text, reader)}</div>`;
}

function image({ image_url, alt_text }: { image_url: string; alt_text: string }): Html {
  return html`<img${attributes({ src: image_url, alt: alt_text })}>`;
}

function placed(element: InteractiveElement, block: Block, { reader, values }: Setting): Html {
  const blockId = block.block_id ?? '';
  const value = values[blockId]?.[element.action_id ?? ''];
  return renderElement(element, { blockId, value, reader, dispatches: true });
}

function renderInput(block: InputBlock, { reader, values }: Setting): Html {
  const blockId = block.block_id ?? '';
  const labelId = `label-${blockId}`;
  const element = renderElement(block.element, {
    blockId,
    value: values[blockId]?.[block.element.action_id ?? ''],
    reader,
    labelId,
    dispatches: block.dispatch_action === true,
    required: !block.optional,
  });
  const optional = block.optional && html` <span class="optional">(optional)</span>`;
  const hint = block.hint && html`<p class="hint">${renderText(block.hint, reader)}</p>`;
  return html`<div class="label" id="${labelId}">${renderText(block.label, reader)}${optional}</div>${element}<p class="problem" role="alert" hidden></p>${hint}`;
}
