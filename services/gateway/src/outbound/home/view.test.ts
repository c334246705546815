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

const buttons = (...elements: { action_id: string; value?: string }[]) => ({ type: 'actions', elements });
const idsOf = (blocks: readonly { block_id?: unknown }[]) => blocks.map(({ block_id }) => block_id);

test('buttons keep their id when what stands above them changes', () => {
  const erase = buttons({ action_id: 'erase-me' });
  const why = buttons({ action_id: 'why', value: 'asg_1' }, { action_id: 'again', value: 'asg_1' });
  const view = (...blocks: object[]) => homeView([{ available: true, blocks: blocks as Record<string, unknown>[] }]);
  expect(idsOf(view(why, erase).blocks)).toEqual(['why:asg_1 again:asg_1', 'erase-me:']);
  expect(idsOf(view(block('new'), erase).blocks)).toEqual([undefined, 'erase-me:']);
});

test('no two blocks have the same id, and none is longer than Slack takes', () => {
  const twice = buttons({ action_id: 'why' });
  const long = buttons({ action_id: 'why', value: 'x'.repeat(300) });
  const { blocks } = homeView([{ available: true, blocks: [twice, twice, long, { ...twice, block_id: 'own' }] }]);
  expect(idsOf(blocks)).toEqual(['why:', undefined, undefined, 'own']);
});
