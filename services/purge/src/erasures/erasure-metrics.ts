import { mergedBy, type ServiceContext, showDatabaseGauges } from '@crescendo/chassis';
import { type BurnDown, burnDowns } from './burn-down.ts';
import { hoursTo } from './burn-down-clock.ts';
import { paceOf } from './burn-down-pace.ts';
import { type Answered, answersOf, waitsOf } from './burn-down-waits.ts';
import { type Erasure, erasures, openStates } from './erasures.ts';
import { holdOf } from './holds.ts';

/** Erasures under way, from the database. */
type Known = { open: readonly Erasure[]; answers: readonly Answered[]; counted: readonly BurnDown[] };

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const sum = (a: number, b: number) => a + b;

/** The metrics of erasures: their names and how to read them. */
export const erasureGauges = [
  {
    name: 'crescendo_erasures_open',
    help: 'Erasures under way, by whom they are for and how far they have come',
    labelNames: ['scope', 'state'],
    read: ({ open }: Known) =>
      mergedBy(
        open.map(({ scope, state }) => ({ labels: { scope, state }, value: 1 })),
        sum,
      ),
  },
  {
    name: 'crescendo_erasure_hours_left',
    help: 'Hours to the deadline of the erasure that is nearest to it; below zero when it is past',
    labelNames: ['scope'],
    read: ({ open }: Known, now: Date) =>
      mergedBy(
        open.map(({ scope, deadline }) => ({ labels: { scope }, value: hoursTo(deadline, now) })),
        Math.min,
      ),
  },
  {
    name: 'crescendo_customer_end_hours_left',
    help: 'Hours that are left of the grace in which a customer may come back, by its erasure; zero from then on',
    labelNames: ['erasure', 'why'],
    read: ({ open }: Known, now: Date) =>
      open
        .filter(({ scope }) => scope === 'tenant')
        .map(({ _id: erasure, why, state, graceUntil }) => ({
          labels: { erasure, why },
          value: state === 'requested' ? Math.max(0, hoursTo(graceUntil, now)) : 0,
        })),
  },
  {
    name: 'crescendo_erasure_on_hold_hours',
    help: 'For how many hours the end of a customer, by its erasure, has been on hold, and by whom',
    labelNames: ['erasure', 'by'],
    read: ({ open }: Known, now: Date) =>
      open.flatMap((erasure) => {
        const hold = erasure.state === 'requested' ? holdOf(erasure) : undefined;
        if (!hold) return [];
        const labels = { erasure: erasure._id, by: hold.by };
        return [{ labels, value: Math.max(0, now.getTime() - hold.since.getTime()) / HOUR_MS }];
      }),
  },
  {
    name: 'crescendo_erasure_waits_seconds',
    help: 'How long an erasure has waited for a participant to do its part of a step, the longest of all',
    labelNames: ['participant', 'step'],
    read: ({ open, answers }: Known, now: Date) =>
      mergedBy(
        open
          .flatMap((erasure) => waitsOf(erasure, answers))
          .map(({ service, step, since }) => ({
            labels: { participant: service, step },
            value: Math.max(0, now.getTime() - since.getTime()) / 1000,
          })),
        Math.max,
      ),
  },
  {
    name: 'crescendo_erasure_rows_left',
    help: 'Rows that a participant has left of all erasures under way, as last counted',
    labelNames: ['participant'],
    read: ({ counted }: Known) =>
      mergedBy(
        counted.map(({ service, samples }) => ({ labels: { participant: service }, value: samples.at(-1)?.left ?? 0 })),
        sum,
      ),
  },
  {
    name: 'crescendo_erasure_estimate_seconds',
    help: 'How long a participant takes for its rows at the rate of the last minute; absent while nothing moves',
    labelNames: ['participant'],
    read: ({ counted }: Known, now: Date) =>
      mergedBy(
        counted.flatMap(({ service, samples }) => {
          const { secondsLeft } = paceOf(samples.filter(({ at }) => now.getTime() - at.getTime() < MINUTE_MS));
          return secondsLeft === undefined ? [] : [{ labels: { participant: service }, value: secondsLeft }];
        }),
        Math.max,
      ),
  },
] as const;

type Service = Pick<ServiceContext, 'model' | 'clock' | 'log' | 'metrics'>;

async function look(service: Service): Promise<Known> {
  const state = { $in: [...openStates] };
  const open = await service.model(erasures).find({ state }).lean<Erasure[]>();
  if (open.length === 0) return { open, answers: [], counted: [] };
  const erasure = { $in: open.map(({ _id }) => _id) };
  const [answers, counted] = await Promise.all([
    answersOf(service, open),
    service.model(burnDowns).find({ erasure }).lean<BurnDown[]>(),
  ]);
  return { open, answers, counted };
}

/** Shows the metrics of erasures. */
export function showErasures(service: Service): void {
  const none: Known = { open: [], answers: [], counted: [] };
  showDatabaseGauges(service, { gauges: erasureGauges, none, look: () => look(service) });
}
