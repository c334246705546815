/** Where work can be caught: cut off as by a crash, or made to stand still as by SIGSTOP. */
export const points = [
  'in a unit of work',
  'in a handler',
  'in an effect',
  'between produce and mark',
  'before the fence commits',
  'after the fence has committed',
  'between two collections',
  'before the answer',
] as const;
export type Point = (typeof points)[number];

/** What an erasure has come to when work that stood still goes on. */
export type Stage = 'fenced' | 'erased' | 'verified';

export type Fault = { at: Point; how: 'cut' } | { at: Point; how: 'stand'; until: Stage };

/** Thrown where work is cut off. */
class CutOff extends Error {}

type Armed = {
  fault: Fault;
  /** Ids of whom or what it concerns. */
  on: ReadonlySet<string>;
  reached: PromiseWithResolvers<void>;
  goOn: PromiseWithResolvers<void>;
};

export type Points = ReturnType<typeof createPoints>;

/** The points of a world. One fault is armed at a time, and happens once. */
export function createPoints() {
  const hits = new Map<string, number>();
  let armed: Armed | undefined;
  let standing: Armed | undefined;

  return {
    /** How often each point was hit, by `cut: point` and `stand: point`. */
    hits,
    /** Resolves when it is hit. */
    arm(fault: Fault, on: readonly string[]): Promise<void> {
      armed = { fault, on: new Set(on), reached: Promise.withResolvers(), goOn: Promise.withResolvers() };
      return armed.reached.promise;
    },
    /** To be called wherever a point is, with the ids of whom the work is about. */
    async reached(at: Point, ids: readonly (string | undefined)[]): Promise<void> {
      const mine = armed;
      if (mine?.fault.at !== at || !ids.some((id) => id !== undefined && mine.on.has(id))) return;
      armed = undefined;
      const { how } = mine.fault;
      hits.set(`${how}: ${at}`, (hits.get(`${how}: ${at}`) ?? 0) + 1);
      mine.reached.resolve();
      if (how === 'cut') throw new CutOff(`cut off ${at}`);
      standing = mine;
      await mine.goOn.promise;
    },
    /** What stands still goes on. */
    goOn(): void {
      standing?.goOn.resolve();
      standing = undefined;
    },
    disarm(): void {
      armed = undefined;
    },
  };
}
