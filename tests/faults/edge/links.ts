import { freePort } from '../../../packages/engines/src/ports.ts';
import { startProxy, type TcpProxy } from '../drill/tcp-proxy.ts';

/** How the way to something is hurt: nothing gets through for a while, or nobody listens there. */
export type Hurt = 'slow' | 'away';

/** The way of the gateways to something, which a test can hurt. */
export type Link = {
  /** Where the gateways find it. */
  port: number;
  hurt(how: Hurt): Promise<void>;
  heal(): Promise<void>;
  close(): Promise<void>;
};

/** @param target port of what is really there */
export async function openLink(target: number): Promise<Link> {
  const port = await freePort();
  let proxy: TcpProxy | undefined = await startProxy({ port, target });
  return {
    port,
    async hurt(how) {
      if (how === 'slow') return proxy?.stall();
      await proxy?.close();
      proxy = undefined;
    },
    async heal() {
      if (proxy) proxy.flow();
      else proxy = await startProxy({ port, target });
    },
    close: async () => proxy?.close(),
  };
}
