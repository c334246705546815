import { expect, test } from 'vitest';
import { homeView } from './view.ts';

const block = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

test('parts stand one below the other with a line between', () => {
  const parts = [
    { available: true as const, blocks: [block('a'), block('b')] },
    { available: true as const, blocks: [] },
    { available: true as const, blocks: [block('c')] },
  ];
  expect(homeView(parts)).toEqual({ type: 'home', blocks: [block('a'), block('b'), { type: 'divider' }, block('c')] });
});

test('a part whose service is away says so, and the others are there', () => {
  const { blocks } = homeView([{ available: false }, { available: true, blocks: [block('c')] }]);
  expect(JSON.stringify(blocks[0])).toContain('Not available right now');
  expect(blocks.at(-1)).toEqual(block('c'));
});

test("Slack's limit of blocks is kept", () => {
  const many = Array.from({ length: 120 }, (_, at) => block(String(at)));
  expect(homeView([{ available: true, blocks: many }]).blocks).toHaveLength(100);
});
