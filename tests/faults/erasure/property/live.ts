import { setTimeout as pause } from 'node:timers/promises';
import { deadline, systemClock } from '@crescendo/chassis';
import { newId } from '@crescendo/contracts';
import type { Scope } from '../../../../packages/chassis/src/fences/fences.ts';
import type { Deed, Plan } from './plan.ts';
import { notes } from './toys.ts';
import type { World } from './world.ts';

/** A person in a world, with their customer. */
export type Somebody = Required<Scope>;

/** The results of a plan, and what they should be. */
export type Lived = {
  scope: Scope;
  leaving: Somebody;
  staying: Somebody;
  /** The numbers accepted about the staying person: each must have taken effect, once. */
  taken: readonly number[];
  /** Those of them without an event: they cause no ring. */
  silent: readonly number[];
  /** How many events about the leaving one the broker took after the fence: none may have an effect. */
  late: number;
  /** How many events consumers handled with the outcome `gone` meanwhile. */
  gone: number;
};

export const textOf = (number: number) => `what they wrote ${number}`;

/** Long enough that a busy machine never refuses the staying person. */
const PATIENCE_MS = 60_000;

let lastNumber = 0;

/** Erases a person or customer in a world while all kinds of things happen about them and about a person who stays. */
export async function live(world: World, plan: Plan): Promise<Lived> {
  const { points, toys, edge, keys } = world;
  const leaving: Somebody = { tenant: newId('tenant'), user: newId('user') };
  const staying: Somebody = {
    tenant: plan.scope === 'tenant' ? newId('tenant') : leaving.tenant,
    user: newId('user'),
  };
  const scope: Scope = plan.scope === 'tenant' ? { tenant: leaving.tenant } : leaving;
  const erasure = newId('erasure');
  const [taken, silent, poisoned]: [number[], number[], number[]] = [[], [], []];
  let isFenced = false;
  let late = 0;

  async function tell(who: Somebody, how: { poisoned?: boolean; refused?: boolean } = {}): Promise<void> {
    const number = ++lastNumber;
    const id = newId('event');
    if (how.refused) world.refused.add(id);
    if (how.poisoned) poisoned.push(number);
    const data = { number, text: textOf(number), ...(how.poisoned && { poisoned: true }) };
    const fenced = isFenced;
    const event = { id, ...who, time: new Date(), data };
    const by = await edge.publishNow(toys.noted, event, deadline(systemClock, PATIENCE_MS)).catch(refused(who));
    if (by && who === staying) taken.push(number);
    if (by === 'broker' && who === leaving && fenced) late++;
  }

  async function work(who: Somebody): Promise<void> {
    const number = ++lastNumber;
    const row = { _id: newId('event'), ...who, number, text: textOf(number) };
    const done = await edge
      .transact({ ...who, publishes: [toys.echoed] }, async (tx) => {
        await tx.model(notes).create([await tx.seal(notes, row)]);
        tx.publish(toys.echoed, { number });
        await points.reached('in a unit of work', [who.tenant, who.user]);
        return true;
      })
      .catch(refused(who));
    if (!done || who !== staying) return;
    taken.push(number);
    silent.push(number);
  }

  /** From some moment on, anything about the leaving one may be refused; nothing about the staying person ever. */
  function refused(who: Somebody) {
    return (error: unknown): undefined => {
      if (who === staying) throw error;
    };
  }

  async function heal(who: Somebody): Promise<void> {
    for (const number of poisoned) toys.healed.add(number);
    await world.redrive(who);
  }

  async function askKey(who: Somebody): Promise<void> {
    const keyring = world.freshKeyring();
    await keyring.prefetch([{ ...who, category: 'feedback' }]).catch(refused(who));
    keyring.close();
  }

  async function happen({ what, about }: Deed): Promise<void> {
    const who = about === 'leaving' ? leaving : staying;
    if (what === 'edge') await tell(who);
    if (what === 'outbox') await tell(who, { refused: true });
    if (what === 'poisoned') await tell(who, { poisoned: true });
    if (what === 'unit') await work(who);
    if (what === 'copy') await world.copyLast(who);
    if (what === 'redrive') await heal(who);
    if (what === 'key') await askKey(who);
  }
  const happenAll = async (all: readonly Deed[]) => {
    for (const each of all) await happen(each);
  };

  async function hold(): Promise<void> {
    await world.ask('hold', { erasure, ...scope });
    await world.answered('hold', erasure);
  }

  async function step(name: 'fence' | 'close' | 'erase' | 'verify'): Promise<void> {
    const deeds = happenAll(plan.deeds[name]);
    for (const _ of plan.twice ? [1, 2] : [1]) await world.ask(name, { erasure, ...scope });
    await Promise.all([deeds, world.answered(name, erasure)]);
  }
  const reach = (stage: 'fenced' | 'erased' | 'verified') => {
    if (plan.fault?.how === 'stand' && plan.fault.until === stage) points.goOn();
  };

  const goneBefore = await handledAs(world, 'gone');
  await edge.keyring.prefetch([leaving, staying].map((who) => ({ ...who, category: 'feedback' as const })));
  await happenAll(plan.deeds.before);
  const tripping: Promise<void>[] = [];
  if (plan.fault) {
    const hit = points.arm(plan.fault, [scope.user ?? scope.tenant, erasure]);
    tripping.push(work(leaving), tell(leaving));
    // The fault may never happen: nothing behind a dead letter is handled.
    if (!isOfErasure(plan.fault.at)) await Promise.race([hit, pause(NOT_YET_MS)]);
  }
  if (plan.held && plan.scope === 'tenant') await hold();
  await step('fence');
  isFenced = true;
  reach('fenced');
  await step('close');
  await keys.shred(erasure, scope);
  await Promise.all([step('erase'), keys.erase(scope)]);
  reach('erased');
  if (world.without !== 'barrier') await Promise.all([step('verify'), keys.erase(scope)]);
  else await happenAll(plan.deeds.verify);
  reach('verified');
  points.disarm();
  await happenAll(plan.deeds.after);
  await Promise.all(tripping);
  await tell(leaving);
  await askKey(leaving);
  await world.until(async () => {
    await heal(staying);
    await world.requireRest(staying);
  }, REST_LOOKED_FOR_MS);
  const gone = (await handledAs(world, 'gone')) - goneBefore;
  return { scope, leaving, staying, taken, silent, late, gone };
}

const isOfErasure = (at: string) => /fence|collections|answer/.test(at);

const NOT_YET_MS = 1_000;
const REST_LOOKED_FOR_MS = 60;

async function handledAs({ metrics }: World, outcome: string): Promise<number> {
  const { values } = await metrics.handled.get();
  return values.filter(({ labels }) => labels.outcome === outcome).reduce((sum, { value }) => sum + value, 0);
}
