import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { movedClock, systemClock } from '../clock.ts';
import { type Stage, setStage } from '../testing/stage.ts';

const DAY_MS = 86_400_000;

async function stageWith(options: Parameters<typeof setStage>[0] = {}): Promise<Stage> {
  const stage = await setStage(options);
  onTestFinished(() => stage.stop());
  return stage;
}

/** A simulator whose clock a file moves, as in a running system. */
async function movable(): Promise<Stage> {
  const dir = mkdtempSync(join(tmpdir(), 'crescendo-clock-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return await stageWith({ clock: movedClock(join(dir, 'clock.json')) });
}

test('the clock is moved by so much, or to a moment, and tells what time it is then', async () => {
  const { client } = await stageWith();
  const before = await client.now();
  expect(await client.moveClock({ byMilliseconds: DAY_MS })).toEqual(new Date(before.getTime() + DAY_MS));
  expect(await client.moveClock({ to: '2027-03-28T09:12:00Z' })).toEqual(new Date('2027-03-28T09:12:00Z'));
  expect(await client.now()).toEqual(new Date('2027-03-28T09:12:00Z'));
});

test('back it does not go, and whoever tries is told', async () => {
  const { client } = await movable();
  await expect(client.moveClock({ to: '2020-01-01T00:00:00Z' })).rejects.toThrow('time does not go back');
});

test('where there is no clock file, it cannot be moved, and the page does not offer it', async () => {
  const { client, simulator, workspace } = await stageWith({ clock: systemClock });
  await expect(client.moveClock({ byMilliseconds: DAY_MS })).rejects.toThrow('cannot be moved');
  const page = await fetch(`${simulator.url}/client/${workspace.id}/${workspace.people[1]?.id}`);
  expect(await page.text()).not.toContain('data-move-clock');
});

test('once it was moved, what people do has the new time, and Slack signs by the real time', async () => {
  const { client, app, install, workspace } = await movable();
  await install();
  const to = new Date(Date.now() + 7 * DAY_MS);
  await client.moveClock({ to: to.toISOString() });
  await client.as(workspace.id, workspace.people[1]?.id ?? '').openHome();
  const [opened] = await app.got('/slack/events', 1);
  const { event_time } = JSON.parse(opened?.body ?? '{}');
  expect(Math.abs(event_time - to.getTime() / 1000)).toBeLessThan(300);
  expect(Math.abs(Number(opened?.headers['x-slack-request-timestamp']) - Date.now() / 1000)).toBeLessThan(300);
});

test('the page shows the time and offers to move it on', async () => {
  const { simulator, workspace } = await stageWith();
  const page = await fetch(`${simulator.url}/client/${workspace.id}/${workspace.people[1]?.id}`);
  const text = await page.text();
  expect(text).toContain('Mon, 2 Mar 2026, 09:00');
  expect(text.match(/data-move-clock="\d+">\+1 (hour|day|week)</g)).toHaveLength(3);
});
