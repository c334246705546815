/** Something to wait at, until it is opened. */
export function gate() {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  let arrivals = 0;
  return {
    open: () => open(),
    /** How many have come to it. */
    arrivals: () => arrivals,
    async pass(): Promise<void> {
      arrivals++;
      await opened;
    },
  };
}
