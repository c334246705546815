import type { EventType } from './event.ts';
import * as control from './events/control.ts';
import { messageRequested } from './events/messages.ts';
import { slackReceived } from './events/slack.ts';
import { deliveriesDropped, rosterChanged, tenantInstalled } from './events/tenants.ts';
import * as users from './events/users.ts';

/** Every event of the system, in the order in which a loop runs through them. */
export const catalogue: readonly EventType[] = [
  slackReceived,
  tenantInstalled,
  deliveriesDropped,
  rosterChanged,
  users.userSynced,
  users.userRemoved,
  users.learningStarted,
  users.learningStopped,
  users.messagesOpened,
  users.messageTyped,
  users.lessonRequested,
  users.answerGiven,
  users.feedbackGiven,
  users.selectionModeChosen,
  users.viewRequested,
  users.homeChanged,
  users.messageSent,
  messageRequested,
  users.consentWithdrawn,
  control.tenantTerminated,
  control.tenantReinstalled,
  control.erasureAsked,
  control.erasureWithdrawn,
  control.erasureStepRequested,
  control.erasureStepDone,
  control.receiptIssued,
];
