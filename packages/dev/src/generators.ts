export type GeneratedFile = { path: string; content: string };

/**
 * Every file in the repository that is made from others, by path from its root. `npm run generate` writes them, and a
 * check of `npm test` compares them byte by byte. A generator gives the same bytes whenever its sources are the same.
 */
export const generators: readonly (() => Promise<readonly GeneratedFile[]>)[] = [];
