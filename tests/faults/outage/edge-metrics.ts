/** How much of the edge's traffic the broker and the outbox have each stored, since the gateway started. */
export type MadeSafe = { broker: number; outbox: number };

/** Reads it from the gateway's metrics. */
export async function madeSafe(gatewayUrl: string): Promise<MadeSafe> {
  const text = await (await fetch(`${gatewayUrl}/metrics`)).text();
  const count = (by: keyof MadeSafe) => {
    const line = new RegExp(`^crescendo_edge_acknowledge_seconds_count\\{[^}]*by="${by}"[^}]*\\} (\\d+)`, 'm');
    return Number(line.exec(text)?.[1] ?? 0);
  };
  return { broker: count('broker'), outbox: count('outbox') };
}
