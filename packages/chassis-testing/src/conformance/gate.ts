/** A gate to wait at until it opens. */
export function gate() {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  let arrivals = 0;
  return {
    open: () => open(),
    /** How many have arrived. */
    arrivals: () => arrivals,
    async pass(): Promise<void> {
      arrivals++;
      await opened;
    },
  };
}
