import { permanent, transient } from '@crescendo/contracts';
import mongoose from 'mongoose';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createLog } from './log.ts';

/** The lines that a logger writes. */
function lines(write: (log: ReturnType<typeof createLog>) => void): Record<string, unknown>[] {
  const written: string[] = [];
  write(createLog('billing', 'trace', { write: (line) => written.push(line) }));
  return written.map((line) => JSON.parse(line));
}

test('a line is JSON with service, level and time', () => {
  expect(lines((log) => log.info({ tenant: 'tnt_x' }, 'started'))).toEqual([
    { service: 'billing', level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/), tenant: 'tnt_x', msg: 'started' },
  ]);
});

test('a failure is told by code, by whether it may pass, and by what is behind it', () => {
  const behind = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  const [line] = lines((log) => log.warn({ err: transient('away', 'It is away.', { cause: behind }) }, 'waiting'));
  expect(line?.err).toMatchObject({ code: 'away', retry: true, kind: 'Error', causeCode: 'ECONNREFUSED' });
});

const jane = 'jane@example.com';
const thrown = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};
test.each([
  ['a plain error', new Error(jane)],
  ['an error with a cause', new Error('outside', { cause: new Error(jane) })],
  ["a parser's error", thrown(() => JSON.parse(jane))],
  ["a schema's error", thrown(() => z.object({ mail: z.literal('x') }).parse({ mail: jane }))],
  ["a cast's error", new mongoose.Error.CastError('Number', jane, 'visits')],
  ["a database's error", new mongoose.mongo.MongoServerError({ message: jane, code: 121, errInfo: { value: jane } })],
  ['an error with more on it', Object.assign(new Error('outside'), { body: jane, config: { data: jane } })],
  ['a failure whose cause quotes', permanent('seal-broken', 'It does not open.', { cause: new Error(jane) })],
  ['what is no error', jane],
])('%s is logged without what it quotes, but with where it arose', (_what, error) => {
  const written = lines((log) => log.error({ err: error }, 'it failed'));
  expect(JSON.stringify(written)).not.toContain('jane');
  expect(written[0]?.err).toMatchObject({ code: expect.any(String), stack: expect.any(Array) });
});
