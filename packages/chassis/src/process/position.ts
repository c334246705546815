/** A record's place on the broker. */
export type Position = { topic: string; partition: number; offset: number };
