import { Parser } from '@asyncapi/parser';
import { expect, test } from 'vitest';
import { asyncApi } from './asyncapi.ts';
import { catalogue } from './catalogue.ts';

test('the AsyncAPI document is accepted by the official parser, with every event and stream in it', async () => {
  const { document, diagnostics } = await new Parser().parse(JSON.stringify(asyncApi()));
  expect(diagnostics.filter(({ severity }) => severity === 0)).toEqual([]);
  expect(document?.allMessages().all()).toHaveLength(catalogue.length);
  expect(
    document
      ?.channels()
      .all()
      .map((channel) => channel.address())
      .sort(),
  ).toEqual(['crescendo.control', 'crescendo.messages', 'crescendo.slack', 'crescendo.tenants', 'crescendo.users']);
});
