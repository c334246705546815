import fc from 'fast-check';
import { type Fault, type Point, points, type Stage } from './points.ts';

/**
 * Something that happens about a person. `edge`: an event at the edge, straight to the broker. `outbox`: the same while
 * the broker refuses. `unit`: a unit of work that no event caused. `poisoned`: an event that cannot be handled. `copy`:
 * an earlier record comes again. `redrive`: dead letters are redriven, and can be handled now. `key`: a process without
 * the person's key requests it.
 */
export const deeds = ['edge', 'outbox', 'unit', 'poisoned', 'copy', 'redrive', 'key'] as const;
export type Deed = { what: (typeof deeds)[number]; about: 'leaving' | 'staying' };

/** What happens during an erasure. */
export type Plan = {
  scope: 'tenant' | 'person';
  /** Before the fence; during the steps fence, close, erase and verify; and afterwards. */
  deeds: Readonly<Record<'before' | 'fence' | 'close' | 'erase' | 'verify' | 'after', readonly Deed[]>>;
  fault: Fault | undefined;
  /** Whether the customer is held first, as during a grace. */
  held: boolean;
  /** Whether each step is requested twice. */
  twice: boolean;
};

const deed = fc.record<Deed>({ what: fc.constantFrom(...deeds), about: fc.constantFrom('leaving', 'staying') });
const some = (maxLength: number) => fc.array(deed, { maxLength });

/**
 * Where work can stand still, and until when. The erasure waits for effects before it erases rows, and never stands
 * still itself.
 */
const standing: Partial<Record<Point, readonly Stage[]>> = {
  'in a unit of work': ['fenced', 'erased', 'verified'],
  'in a handler': ['fenced', 'erased', 'verified'],
  'between produce and mark': ['fenced', 'erased', 'verified'],
  'in an effect': ['fenced'],
};

const faults: readonly Fault[] = points.flatMap((at): Fault[] => [
  ...(standing[at] ?? []).map((until): Fault => ({ at, how: 'stand', until })),
  { at, how: 'cut' },
]);

export const plans: fc.Arbitrary<Plan> = fc.record<Plan>({
  scope: fc.constantFrom('tenant', 'person'),
  deeds: fc.record({
    before: some(6),
    fence: some(3),
    close: some(2),
    erase: some(3),
    verify: some(3),
    after: some(4),
  }),
  fault: fc.option(fc.constantFrom(...faults), { nil: undefined }),
  held: fc.boolean(),
  twice: fc.boolean(),
});

const about = (who: Deed['about'], ...what: Deed['what'][]): Deed[] => what.map((each) => ({ what: each, about: who }));

/** Faults in the handling of an event, which never happen behind an event that cannot be handled. */
const isHandled = ({ at }: Fault) => at === 'in a handler' || at === 'in an effect';

/** Faults for the examples: long stands rather than short ones, which only the random plans have. */
const isTelling = (fault: Fault) => fault.how === 'cut' || fault.at === 'in an effect' || fault.until !== 'fenced';

/** Every such fault once, amid a little of everything, so that none depends on chance. */
export const examples: readonly Plan[] = faults.filter(isTelling).map((fault, place) => ({
  scope: place % 2 === 0 ? 'tenant' : 'person',
  deeds: {
    before: [
      ...about('leaving', 'edge', 'outbox', ...(isHandled(fault) ? [] : ['poisoned' as const]), 'edge'),
      ...about('staying', 'edge', ...(place % 4 === 0 ? ['poisoned' as const] : []), 'unit'),
    ],
    fence: [...about('leaving', 'edge', 'unit'), ...about('staying', 'edge')],
    close: [...about('leaving', 'copy')],
    erase: [...about('leaving', 'edge', 'outbox', 'key'), ...about('staying', 'unit', 'copy')],
    verify: [...about('leaving', 'unit', 'redrive'), ...about('staying', 'outbox')],
    after: [
      ...about('leaving', 'edge', 'copy', 'unit', 'redrive', 'key'),
      ...about('staying', 'edge', 'redrive', 'key'),
    ],
  },
  fault,
  held: place % 4 === 0,
  twice: place % 3 === 0,
}));

/** The hits that a run of all examples must have, as `cut: point` and `stand: point`. */
export const everyHit: readonly string[] = [...new Set(faults.map(({ at, how }) => `${how}: ${at}`))];
