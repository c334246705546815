import { defineService } from '@crescendo/chassis';
import { testService } from '@crescendo/chassis-testing';
import {
  type EndEvidence,
  type ErasureStep,
  erasureStepDone,
  erasureStepRequested,
  newId,
  services,
  tenantTerminated,
} from '@crescendo/contracts';
import type { ErasedScope } from '../../keys/erasure-ledger.ts';
import { coordinator } from '../coordinator.ts';
import { type Erasure, erasures } from '../erasures.ts';

export const NOON = new Date('2026-11-24T12:00:00Z');
export const afterNoon = (hours: number) => new Date(NOON.getTime() + hours * 3_600_000);
export const LEASE_HOURS = 1;

/** Only the coordinator: other services answer when the test says so, and the destruction of keys is simulated. */
export async function world({
  graceHours = 0,
  coolingOffHours = 24,
  customers = () => 4,
  said = () => ({ relationship: 'ended', code: 'token_revoked' }),
}: {
  graceHours?: number;
  coolingOffHours?: number;
  customers?: () => number;
  said?: (tenant: string) => EndEvidence | Promise<EndEvidence>;
} = {}) {
  const shredded: ErasedScope[] = [];
  const definition = defineService({
    name: 'purge',
    ...coordinator({
      shred: async (_service, scope) => {
        shredded.push(scope);
        return { keys: 3, entry: 1, at: NOON, hash: 'f'.repeat(64) };
      },
      issue: ({ erasure, answers }) => `receipt of ${erasure._id} with ${answers.length} answers`,
      leaseMs: LEASE_HOURS * 3_600_000,
      confirm: async (_service, whose) => said(whose),
      breaker: { endsPerHour: 3, customers: async () => customers() },
      graceHours,
      coolingOffHours,
    }),
  });
  const service = await testService(definition, { now: NOON });
  const [tenant, user] = [newId('tenant'), newId('user')];
  const advance = () => service.runJob('advance-erasures');
  const found = async (): Promise<Erasure> => {
    const [row, more] = await service.context.model(erasures).find({}).lean<Erasure[]>();
    if (!row || more) throw new Error('there is not one erasure');
    return row;
  };
  const asked = async () =>
    (await service.published())
      .filter(({ type }) => type === erasureStepRequested.name)
      .map(({ data }) => (data as { step: ErasureStep }).step);
  return {
    ...service,
    routesOf: definition.operatorRoutes,
    tenant,
    user,
    shredded,
    advance,
    found,
    asked,
    terminate: (grace: 'default' | 'none' = 'default') =>
      service.deliver(tenantTerminated, {
        tenant,
        data: { why: 'uninstalled', at: NOON.getTime(), grace },
      }),
    /** Delivers the answers of all participants, or of those in `by`, that the step is done. */
    async answer(step: ErasureStep, of: { user?: string; by?: readonly (typeof services)[number][] } = {}) {
      const { _id } = await found();
      for (const from of of.by ?? services)
        await service.deliver(erasureStepDone, {
          tenant,
          ...(of.user && { user: of.user }),
          key: tenant,
          from,
          data: { erasure: _id, step, at: NOON.getTime() },
        });
      await advance();
    },
  };
}
