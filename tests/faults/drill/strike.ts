import { setTimeout as pause } from 'node:timers/promises';
import { failCommands } from '../../../packages/engines/src/fail-commands.ts';
import type { Fault, Who } from './schedule.ts';
import type { World } from './world.ts';

const BETWEEN_CUTS_MS = 300;
const LOOK_EVERY_MS = 50;

/** Runs a fault from its start until the affected part is back. Healing follows after that. */
export async function strike(world: World, fault: Fault, signal: AbortSignal): Promise<void> {
  switch (fault.kind) {
    case 'kill':
      return await killReplica(world, fault);
    case 'kill before the mark':
      while ((await world.judge.markedSent(fault.link)) < fault.sent) await pause(LOOK_EVERY_MS, undefined, { signal });
      return await killReplica(world, fault, () => world.judge.undoMarks(fault.link, fault.sent));
    case 'freeze': {
      const { pid } = world.replicas.of(await nameOf(world, fault));
      if (pid === undefined) throw new Error('the replica to be stopped does not run');
      process.kill(pid, 'SIGSTOP');
      await pause(fault.ms);
      process.kill(pid, 'SIGCONT');
      return;
    }
    case 'kill an engine': {
      const engine = fault.engine === 'Kafka' ? world.engines.kafka : world.engines.mongodb;
      await engine.kill();
      await pause(fault.downMs);
      return await engine.start();
    }
    case 'cut':
      for (let time = 0; time < fault.times; time++) {
        world.proxies[fault.network].cut();
        await pause(BETWEEN_CUTS_MS);
      }
      return;
    case 'stall':
      world.proxies[fault.network].stall();
      await pause(fault.ms);
      return world.proxies[fault.network].flow();
    case 'fail commands': {
      const relent = await failCommands(world.engines.mongodb.adminUri, fault);
      await pause(fault.ms);
      return await relent();
    }
  }
}

async function killReplica(
  world: World,
  fault: Who & { downMs: number },
  meanwhile?: () => Promise<void>,
): Promise<void> {
  const replica = world.replicas.of(await nameOf(world, fault));
  await replica.kill('SIGKILL');
  await meanwhile?.();
  await pause(fault.downMs);
  replica.start();
}

async function nameOf({ judge }: World, { link, replica }: Who): Promise<string> {
  return replica === 'relay' ? await judge.relayOf(link) : `${link}-${replica}`;
}
