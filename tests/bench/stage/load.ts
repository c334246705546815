import { openConnection } from './connection.ts';

export type Load = {
  port: number;
  requests: readonly Buffer[];
  connections: number;
  /** Requests per second, each sent when due, whether or not others are answered. Default: as fast as answers come. */
  rate?: number;
};

/** The results of a load: `latencies` in milliseconds, from each request's due time. */
export type LoadResult = { seconds: number; latencies: number[]; statuses: Record<number, number> };

/** Sends requests over kept-alive connections, one at a time on each. */
export async function sendLoad({ port, requests, connections, rate }: Load): Promise<LoadResult> {
  const open = await Promise.all(Array.from({ length: connections }, () => openConnection(port)));
  const latencies: number[] = [];
  const statuses: Record<number, number> = {};
  const started = performance.now();
  const dueAt = (at: number) => (rate === undefined ? performance.now() : started + (at / rate) * 1_000);
  let next = 0;
  try {
    await Promise.all(
      open.map(async (connection) => {
        for (let at = next++; at < requests.length; at = next++) {
          const request = requests[at] as Buffer; // `at` is in range
          const due = dueAt(at);
          const early = due - performance.now();
          if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
          const status = await connection.send(request);
          latencies.push(performance.now() - due);
          statuses[status] = (statuses[status] ?? 0) + 1;
        }
      }),
    );
  } finally {
    for (const connection of open) connection.close();
  }
  return { seconds: (performance.now() - started) / 1_000, latencies, statuses };
}
