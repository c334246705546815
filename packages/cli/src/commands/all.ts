import type { Command } from '../command.ts';
import { archiveErase, archiveShow } from './archive.ts';
import { deadApprove } from './dead-approve.ts';
import { deadFollow } from './dead-follow.ts';
import { deadList } from './dead-list.ts';
import { deadShow } from './dead-show.ts';
import { purgeCancel } from './purge-cancel.ts';
import { purgeHold, purgeRelease } from './purge-hold.ts';
import { purgeList } from './purge-list.ts';
import { purgeRepeat } from './purge-repeat.ts';
import { purgeStart } from './purge-start.ts';
import { purgeStatus } from './purge-status.ts';
import { redriving } from './redriving.ts';
import { statistics } from './statistics.ts';
import { status } from './status.ts';
import { unreachable } from './unreachable.ts';
import { verifyReceipt } from './verify.ts';

export const commands: readonly Command[] = [
  status,
  deadList,
  deadShow,
  deadApprove,
  redriving('redrive', 'Hand dead letters to their handlers again, with what waits behind them, in order'),
  redriving('dismiss', 'Leave dead letters out for good, and go on with what waits behind them'),
  deadFollow,
  purgeList,
  purgeStatus,
  purgeStart,
  purgeHold,
  purgeRelease,
  purgeCancel,
  purgeRepeat,
  unreachable,
  archiveShow,
  archiveErase,
  statistics,
  verifyReceipt,
];
