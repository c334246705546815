/** Why a partition is stopped. Each reason needs an operator: going on would lose events or repeat all of them. */
export type StopReason = 'offset-expired' | 'offset-beyond-end';

export const stopMessage: Record<StopReason, string> = {
  'offset-expired': 'Events that were not handled have left the broker: the partition is stopped.',
  'offset-beyond-end': 'The broker ends before what was handled (lost or replaced data): the partition is stopped.',
};
