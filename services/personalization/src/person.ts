import { permanent } from '@crescendo/contracts';

/** Whose data a unit of work is about. */
export type Person = { tenant: string; user: string };

/** The person an event is about. Throws `event-without-user`, which makes it a dead letter. */
export function personOf(event: { tenant: string; user: string | undefined }): Person {
  const { tenant, user } = event;
  if (!user) throw permanent('event-without-user', 'An event about a person does not say about whom.');
  return { tenant, user };
}
