import { setTimeout as wait } from 'node:timers/promises';
import { slackActions } from '@crescendo/contracts';
import { elementsOf } from '@crescendo/slack-simulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Learner } from '../setup/learner.ts';
import { type OwnSystem, ownSystem } from './own-system.ts';

/** This long after a move, an unwanted lesson would have come: jobs look every second. */
const WOULD_HAVE_COME_MS = 2_500;

const robin = { realName: 'Robin Example', kind: 'owner', timeZone: 'Europe/Berlin' } as const;
const sam = { realName: 'Sam Example', kind: 'member', timeZone: 'America/New_York' } as const;

/**
 * Next year's Monday before the night in which Europe's clocks go forward: always in the future, always the same days.
 */
function mondayBeforeSummerTime(): Temporal.PlainDate {
  const endOfMarch = Temporal.PlainDate.from({ year: new Date().getUTCFullYear() + 1, month: 3, day: 31 });
  return endOfMarch.subtract({ days: (endOfMarch.dayOfWeek % 7) + 6 });
}

let system: OwnSystem;
beforeAll(async () => {
  system = await ownSystem();
});
afterAll(() => system.forget());

/** A workspace with a person in Berlin and one in New York, in a world whose clock the test moves. */
async function world(monday: Temporal.PlainDate) {
  const { client } = system;
  const momentOf = (day: number, time: string, zone: string) =>
    monday.add({ days: day }).toZonedDateTime({ timeZone: zone, plainTime: time }).toInstant().toString();

  /** Moves the clock to a time on a person's day, counted from the Monday, and waits for the consequences. */
  async function becomes(day: number, time: string, { timeZone }: { timeZone: string }): Promise<void> {
    await client.moveClock({ to: momentOf(day, time, timeZone) });
    await wait(WOULD_HAVE_COME_MS);
  }

  await becomes(0, '08:30', robin);
  const { id } = await client.createWorkspace({ name: 'A workspace', people: [robin, sam] });
  expect((await client.installApp(id)).status).toBe(200);
  const { people } = await client.workspace(id);
  const learners = people.map((person) => new Learner(client.as(id, person.id)));

  /** When a person's lessons came, by their own clock: the day, counted from the Monday, and the hour. */
  async function lessonsOf(learner: Learner, { timeZone }: { timeZone: string }): Promise<string[]> {
    const { messages } = await learner.slack.surface();
    const lessons = messages.filter(({ blocks }) =>
      elementsOf(blocks ?? []).some(({ actionId }) => actionId === slackActions.why),
    );
    return lessons.map(({ ts }) => {
      const at = Temporal.Instant.fromEpochMilliseconds(Math.floor(Number(ts) * 1000)).toZonedDateTimeISO(timeZone);
      return `day ${monday.until(at.toPlainDate()).days} at ${at.hour}`;
    });
  }
  return { becomes, learners, lessonsOf };
}

test('a week is lived through in a minute: lessons come on their days at ten, each in the person’s own zone', async () => {
  const { becomes, learners, lessonsOf } = await world(mondayBeforeSummerTime());
  const [one, other] = learners;
  if (!one || !other) throw new Error('nobody is there');
  const robins = () => lessonsOf(one, robin);
  const sams = () => lessonsOf(other, sam);

  await one.start();
  await becomes(0, '11:00', sam);
  await other.start();
  expect([await robins(), await sams()]).toEqual([['day 0 at 8'], ['day 0 at 11']]);

  await becomes(1, '11:00', sam); // a working hour for both, and a day after a lesson
  expect([(await robins()).length, (await sams()).length]).toEqual([1, 1]);

  await becomes(2, '09:55', robin);
  expect(await robins()).toHaveLength(1);
  await becomes(2, '10:00', robin);
  await expect.poll(robins).toEqual(['day 0 at 8', 'day 2 at 10']);
  await becomes(2, '09:55', sam);
  expect(await sams()).toHaveLength(1);
  await becomes(2, '10:00', sam);
  await expect.poll(sams).toEqual(['day 0 at 11', 'day 2 at 10']);

  // A restarted service finds the same time, so Stop on Thursday is later than Start on Monday.
  await system.killService('personalization');
  await system.startService('personalization');
  await becomes(3, '11:00', sam);
  await other.stop();

  await becomes(4, '09:55', robin);
  expect(await robins()).toHaveLength(2);
  await becomes(4, '10:00', robin);
  await expect.poll(robins).toEqual(['day 0 at 8', 'day 2 at 10', 'day 4 at 10']);

  for (const day of [5, 6]) await becomes(day, '11:00', sam);
  await becomes(7, '09:55', robin);
  expect(await robins()).toHaveLength(3);
  await becomes(7, '10:00', robin);
  await expect.poll(robins).toEqual(['day 0 at 8', 'day 2 at 10', 'day 4 at 10', 'day 7 at 10']);
  await becomes(7, '11:00', sam);
  expect(await sams()).toEqual(['day 0 at 11', 'day 2 at 10']);
});
