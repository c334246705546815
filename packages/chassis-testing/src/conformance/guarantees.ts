import * as acknowledgement from './acknowledgement.ts';
import * as continuing from './continuing.ts';
import * as control from './control.ts';
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

/** The guarantees of the delivery promise, in reading order. */
export const themes: readonly { title: string; guarantees: readonly Guarantee[] }[] = [
  {
    title: 'Order',
    guarantees: [order.onceAndInOrder, order.effectsKeepTheOrderOfTheirCauses, order.largeEventsGoOutInPieces],
  },
  {
    title: 'Effects',
    guarantees: [
      acknowledgement.noAcknowledgementWithoutEffect,
      acknowledgement.failedAttemptsLeaveNothing,
      acknowledgement.aFailedChunkGoesOneByOne,
      acknowledgement.nothingIsPublishedOfWhatFails,
    ],
  },
  { title: 'Copies', guarantees: [copies.copiesOfUncausedEvents, copies.copiesOfCausedEvents] },
  {
    title: 'Failure',
    guarantees: [
      resend.refusedProducesAreSentAgain,
      resend.aDatabaseThatDiesIsWaitedFor,
      reconnect.goesOnAfterABrokersRestart,
      parking.aPoisonedKeyWaitsInOrder,
      control.aFailingControlEventMakesRoom,
      control.whatWaitsHoldsUpNoControlEvent,
      parking.aFaultOfOursPausesTheConsumer,
    ],
  },
  {
    title: 'Records that are none, too large, or for others',
    guarantees: [
      records.oversizeIsRefusedWhereItIsMade,
      records.undecodableRecordsKeepTheirPlace,
      records.theRowFollowsWhatIsPassedOver,
    ],
  },
  {
    title: 'Several replicas',
    guarantees: [
      rebalance.partitionsMoveInMidBatch,
      rebalance.aZombieCommitsNothing,
      handover.oneRelayAtATime,
      handover.aRelayPastItsLeaseSendsNothing,
    ],
  },
  {
    title: 'Stop and start',
    guarantees: [
      continuing.nextConsumerGoesOn,
      continuing.nextRelayGoesOn,
      continuing.theRowIsTheTruth,
      continuing.stopsInTheMidstOfWork,
      continuing.leavesNoConnection,
    ],
  },
  {
    title: 'Lost records',
    guarantees: [
      stoppedPartitions.expiredOffsetStops,
      stoppedPartitions.expiryUnderWayStops,
      stoppedPartitions.offsetBeyondTheEndStops,
      stoppedPartitions.aReplacedTopicStops,
      stoppedPartitions.stoppedPartitionsAreToldOfByTheirConsumer,
    ],
  },
];

export const guarantees: readonly Guarantee[] = themes.flatMap((theme) => theme.guarantees);
