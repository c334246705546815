import type { Service } from '@crescendo/chassis';
import { erasureStepRequested, receiptIssued } from '@crescendo/contracts';
import { onConsentWithdrawn } from '../handlers/on-consent-withdrawn.ts';
import { onErasureAsked } from '../handlers/on-erasure-asked.ts';
import { onErasureStepDone } from '../handlers/on-erasure-step-done.ts';
import { onErasureWithdrawn } from '../handlers/on-erasure-withdrawn.ts';
import { onTenantReinstalled } from '../handlers/on-tenant-reinstalled.ts';
import { onTenantTerminated } from '../handlers/on-tenant-terminated.ts';
import { advanceErasures } from '../jobs/advance-erasures.ts';
import { forgetReceipts } from '../jobs/forget-receipts.ts';
import { shredWithdrawn } from '../jobs/shred-withdrawn.ts';
import { erasureHoldRoutes } from '../routes/erasure-holds.ts';
import { erasureRoutes } from '../routes/erasures.ts';
import { erasureControlRoutes } from '../routes/erasures-control.ts';
import { homeRoute } from '../routes/home.ts';
import type { Coordination } from './advance-erasure.ts';
import { burnDowns } from './burn-down.ts';
import { measureBurnDown } from './burn-down-job.ts';
import { erasureAnswers, erasures, openErasures } from './erasures.ts';
import type { Breaker } from './hold-too-many.ts';
import { wishes } from './wishes.ts';
import { withdrawals } from './withdrawals.ts';

/** The part of this service that leads erasures, from the request to the receipt. */
export function coordinator(
  coordination: Coordination & { breaker: Breaker; graceHours: number; coolingOffHours: number },
): Pick<Service, 'collections' | 'handlers' | 'routes' | 'operatorRoutes' | 'jobs' | 'publishes'> {
  return {
    collections: [erasures, openErasures, erasureAnswers, burnDowns, withdrawals, wishes],
    handlers: [
      onTenantTerminated(coordination),
      onTenantReinstalled,
      onErasureAsked(coordination),
      onErasureWithdrawn(coordination),
      onErasureStepDone,
      onConsentWithdrawn,
    ],
    routes: [homeRoute(coordination)],
    operatorRoutes: [...erasureRoutes, ...erasureControlRoutes(coordination), ...erasureHoldRoutes],
    jobs: [advanceErasures(coordination), measureBurnDown(), shredWithdrawn(coordination), forgetReceipts],
    publishes: [erasureStepRequested, receiptIssued],
  };
}
