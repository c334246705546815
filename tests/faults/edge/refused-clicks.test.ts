import { setTimeout as pause } from 'node:timers/promises';
import { newId } from '@crescendo/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { report } from '../report.ts';
import { type HurtEdge, hurtEdge } from './hurt-edge.ts';
import type { Hurt } from './links.ts';
import type { Answer, Button } from './press.ts';

type Pressed = Button & { gatewayUrl: string; answer: Answer };

const CLICKS = 48;
/**
 * So that, when the links work again, some clicks have waited almost as long as allowed, and others have just arrived.
 */
const EVERY_MS = 60;
/** The links heal once this many clicks are answered, however long that takes. */
const ANSWERED_BEFORE_HEALED = 6;
/** Given only if nobody can know whether the click takes effect. */
const IN_DOUBT = 'in-doubt';

type Hurting = { links: readonly ('broker' | 'keys')[]; how: Hurt };

/** The time in which a person presses again after a failure message. */
const PRESSED_AGAIN_MS = 5_000;

let edge: HurtEdge;
/** A workspace without faults. */
let calm: { team: string; users: string[] };
beforeAll(async () => {
  edge = await hurtEdge();
  calm = await edge.workspace(1);
});
afterAll(() => edge?.end());

/**
 * Everybody presses their own button, at one gateway or the other; the number of answers decides when the links heal.
 */
async function pressedWhile({ links, how }: Hurting): Promise<Pressed[]> {
  await edge.goesToBroker(calm);
  // Before the workspace exists, so that the gateways have none of its keys.
  for (const link of links) await edge.links[link].hurt(how);
  const { team, users } = await edge.workspace(CLICKS);
  const ended = Promise.withResolvers<void>();
  let answered = 0;
  const pressing = users.map(async (user, number): Promise<Pressed> => {
    await pause(number * EVERY_MS);
    const gatewayUrl = edge.gateways[number % edge.gateways.length] ?? '';
    const button = { team, user, assignment: newId('assignment'), at: new Date() };
    const answer = await edge.press(button, gatewayUrl);
    answered++;
    if (answered === ANSWERED_BEFORE_HEALED) ended.resolve();
    return { ...button, gatewayUrl, answer };
  });
  await ended.promise;
  for (const link of links) await edge.links[link].heal();
  const pressed = await Promise.all(pressing);
  await edge.goesToBroker(calm);
  await edge.effects.settled();
  return pressed;
}

test.each([
  { links: ['keys'], how: 'slow' },
  { links: ['broker'], how: 'slow' },
  { links: ['keys', 'broker'], how: 'slow' },
  { links: ['keys'], how: 'away' },
  { links: ['broker'], how: 'away' },
  { links: ['keys', 'broker'], how: 'away' },
] as const satisfies Hurting[])(
  '$links $how: what was taken is done once, what was refused is not, and pressing again does it once',
  async (hurt) => {
    const pressed = await pressedWhile(hurt);
    const effects = await edge.effects.answers();
    const times = ({ assignment }: Pressed) => effects.get(assignment) ?? 0;
    const taken = pressed.filter(({ answer }) => answer.status === 200);
    const refused = pressed.filter(({ answer }) => answer.status !== 200);
    const doubtful = refused.filter(({ answer }) => answer.code === IN_DOUBT);
    const certain = refused.filter((each) => !doubtful.includes(each));
    report([
      `${hurt.links.join(' and ')} ${hurt.how}: ${taken.length} clicks taken, ${certain.length} refused, ${doubtful.length} in doubt`,
    ]);
    expect(taken.map(times)).toEqual(taken.map(() => 1));
    expect(certain.map(times)).toEqual(certain.map(() => 0));
    for (const each of doubtful) expect(times(each)).toBeLessThanOrEqual(1);
    if (hurt.links.some((link) => link === 'keys')) expect(refused.length).toBeGreaterThan(0);
    expect(taken.length).toBeGreaterThan(0);

    const again = await Promise.all(
      pressed.map((each) => edge.press({ ...each, at: new Date(each.at.getTime() + PRESSED_AGAIN_MS) }, other(each))),
    );
    expect(again.map(({ status }) => status)).toEqual(pressed.map(() => 200));
    await edge.effects.settled();
    const afterwards = await edge.effects.answers();
    expect(pressed.map(({ assignment }) => afterwards.get(assignment))).toEqual(pressed.map(() => 1));
  },
);

/** The gateway that did not get this click. */
const other = ({ gatewayUrl }: Pressed): string => edge.gateways.find((each) => each !== gatewayUrl) ?? gatewayUrl;
