import { isControlTopic } from '@crescendo/contracts';
import type { Handler } from '../handlers/on.ts';
import type { UnitParts } from '../handlers/unit-of-work.ts';
import { openedSubject } from '../process/subject.ts';
import { classify } from '../store/classify.ts';
import type { EventRecord } from '../wire/envelope.ts';

type Opened<T> = { subject: Awaited<ReturnType<typeof openedSubject>> } | { ended: T };

/**
 * An event as its handler gets it, or the end that a fence brings it to. Of a customer who is held no keys are given out:
 * whoever waited for them would make all behind it wait until the customer is back. So where opening fails and may pass,
 * the fences are asked; else that costs nothing, for the unit of work asks them anyway. Throws what `openedSubject` does.
 *
 * @param enter ends the event in the transaction under way; undefined where no fence is in its way (any more)
 */
export async function openedUnlessClosed<T>(
  parts: Pick<UnitParts, 'store' | 'keyring' | 'fences' | 'signatures'>,
  { handler, event, topic }: { handler: Handler; event: EventRecord; topic: string },
  enter: () => Promise<T | undefined>,
): Promise<Opened<T>> {
  try {
    return { subject: await openedSubject(parts, handler, event) };
  } catch (error) {
    if (!classify(error).retry || isControlTopic(topic)) throw error;
    const [state] = await parts.fences.statesOf([event]);
    const ended = state === 'open' ? undefined : await parts.store.transaction(enter);
    if (ended === undefined) throw error;
    return { ended };
  }
}
