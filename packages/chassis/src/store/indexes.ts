/** An index of a collection, as MongoDB makes it. */
export type Index = { fields: Record<string, 1 | -1>; unique?: boolean; expireAfterSeconds?: number };
