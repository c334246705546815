import { endEvidenceResponse } from '@crescendo/contracts';
import type { Confirm } from './evidence.ts';

/** Longer than the gateway waits for Slack. */
const DEADLINE_MS = 12_000;

/** Has the gateway ask Slack now. */
export const confirmAtGateway: Confirm = ({ call }, tenant) =>
  call('gateway', '/installations/evidence', {
    tenant,
    body: {},
    response: endEvidenceResponse,
    deadlineMs: DEADLINE_MS,
  });
