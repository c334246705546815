import * as acknowledgement from './acknowledgement.ts';
import * as continuing from './continuing.ts';
import * as copies from './copies.ts';
import type { Guarantee } from './guarantee.ts';
import * as handover from './handover.ts';
import * as order from './order.ts';
import * as parking from './parking.ts';
import * as rebalance from './rebalance.ts';
import * as reconnect from './reconnect.ts';
import * as records from './records.ts';
import * as resend from './resend.ts';
import * as stoppedPartitions from './stopped-partitions.ts';

/** The delivery promise, guarantee by guarantee, in the order in which a reader may want them. */
export const guarantees: readonly Guarantee[] = [
  order.onceAndInOrder,
  order.effectsKeepTheOrderOfTheirCauses,
  order.largeEventsGoOutInPieces,
  acknowledgement.noAcknowledgementWithoutEffect,
  acknowledgement.failedAttemptsLeaveNothing,
  acknowledgement.aFailedChunkGoesOneByOne,
  acknowledgement.nothingIsPublishedOfWhatFails,
  resend.refusedProducesAreSentAgain,
  resend.aDatabaseThatDiesIsWaitedFor,
  copies.copiesOfUncausedEvents,
  copies.copiesOfCausedEvents,
  parking.aPoisonedKeyWaitsInOrder,
  continuing.nextConsumerGoesOn,
  continuing.nextRelayGoesOn,
  continuing.theRowIsTheTruth,
  continuing.stopsInTheMidstOfWork,
  continuing.leavesNoConnection,
  reconnect.goesOnAfterABrokersRestart,
  rebalance.partitionsMoveInMidBatch,
  rebalance.aZombieCommitsNothing,
  handover.oneRelayAtATime,
  handover.aRelayPastItsLeaseSendsNothing,
  records.oversizeIsRefusedWhereItIsMade,
  records.undecodableRecordsKeepTheirPlace,
  stoppedPartitions.expiredOffsetStops,
  stoppedPartitions.expiryUnderWayStops,
  stoppedPartitions.offsetBeyondTheEndStops,
  stoppedPartitions.aReplacedTopicStops,
  stoppedPartitions.stoppedPartitionsAreToldOfByTheirConsumer,
];
