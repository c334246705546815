import { transient } from '@crescendo/contracts';

/** Resolves as `work` does, or throws a retriable Failure `edge-too-slow` after `ms`; what `work` then does goes unheard. */
export async function inTime<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(transient('edge-too-slow', 'It could not be done in time.')), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
