/** Preloaded with `node --import`: shifts the wall clock by CLOCK_SHIFT_MS. The monotonic clock stays right. */
const shift = Number(process.env.CLOCK_SHIFT_MS ?? 0);
const RealDate = Date;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [target.now() + shift] : args, newTarget),
  apply: (target) => new target(target.now() + shift).toString(),
  get: (target, property) => (property === 'now' ? () => target.now() + shift : Reflect.get(target, property)),
});
