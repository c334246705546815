/** The points at which work can be caught: cut off as by a crash, or stopped for a while as by SIGSTOP. */
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

/** The erasure's progress at which stopped work continues. */
export type Stage = 'fenced' | 'erased' | 'verified';

export type Fault = { at: Point; how: 'cut' } | { at: Point; how: 'stand'; until: Stage };

/** Thrown to cut off work. */
class CutOff extends Error {}

type Armed = {
  fault: Fault;
  /** The ids that the fault is about. */
  on: ReadonlySet<string>;
  reached: PromiseWithResolvers<void>;
  goOn: PromiseWithResolvers<void>;
};

export type Points = ReturnType<typeof createPoints>;

/** The points of a world. Only one fault is armed at a time, and it happens once. */
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
    /** Called at every point, with the ids that the work is about. */
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
    /** Lets stopped work continue. */
    goOn(): void {
      standing?.goOn.resolve();
      standing = undefined;
    },
    disarm(): void {
      armed = undefined;
    },
  };
}
