import { freePort } from '../../../packages/engines/src/ports.ts';
import { startProxy, type TcpProxy } from '../drill/tcp-proxy.ts';

/** How a link fails: nothing gets through for a while, or nobody listens. */
export type Hurt = 'slow' | 'away';

/** The gateways' link to something, which a test can break. */
export type Link = {
  /** The port for the gateways. */
  port: number;
  hurt(how: Hurt): Promise<void>;
  heal(): Promise<void>;
  close(): Promise<void>;
};

/** @param target the real port */
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
