import { expect, test } from 'vitest';
import { endInOrder } from './stop.ts';
import { createLog } from './telemetry/log.ts';

const log = createLog('test', 'silent');

test('groups end one after another, whatever a part of them does', async () => {
  const ended: string[] = [];
  const part = (what: string, end: () => Promise<unknown> = async () => {}) => ({
    what,
    ms: 50,
    end: () => end().finally(() => ended.push(what)),
  });
  await endInOrder(log, [
    [part('one'), part('failing', () => Promise.reject(new Error('no'))), part('hanging', () => new Promise(() => {}))],
    [part('two')],
  ]);
  expect(ended).toEqual(['one', 'failing', 'two']);
});
