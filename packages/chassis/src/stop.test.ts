import { heldClock } from '@crescendo/chassis-testing';
import { expect, test, vi } from 'vitest';
import { endInOrder } from './stop.ts';
import { createLog } from './telemetry/log.ts';

const log = createLog('test', 'silent');

test('groups end one after another, whatever a part of them does', async () => {
  const clock = heldClock();
  const ended: string[] = [];
  const part = (what: string, end: () => Promise<unknown> = async () => {}) => ({
    what,
    ms: 50,
    end: () => end().finally(() => ended.push(what)),
  });
  const ending = endInOrder({ clock, log }, [
    [part('one'), part('failing', () => Promise.reject(new Error('no'))), part('hanging', () => new Promise(() => {}))],
    [part('two')],
  ]);
  await vi.waitFor(() => expect(ended).toEqual(['one', 'failing']), { timeout: 20_000 });
  clock.pass(50);
  await ending;
  expect(ended).toEqual(['one', 'failing', 'two']);
});
