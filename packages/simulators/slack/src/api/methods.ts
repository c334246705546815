import { appsUninstall } from './apps-uninstall.ts';
import { authRevoke } from './auth-revoke.ts';
import { authTest } from './auth-test.ts';
import { slackMessages } from './blocks/issues.ts';
import { chatPostEphemeral } from './chat-post-ephemeral.ts';
import { chatPostMessage } from './chat-post-message.ts';
import { chatUpdate } from './chat-update.ts';
import { conversationsOpen } from './conversations-open.ts';
import { type ApiMethod, type Caller, refusal } from './method.ts';
import type { Tier } from './rate-limits.ts';
import { usersInfo } from './users-info.ts';
import { usersList } from './users-list.ts';
import { viewsOpen, viewsPush } from './views-open.ts';
import { viewsPublish } from './views-publish.ts';
import { viewsUpdate } from './views-update.ts';

/** A method without the type of its arguments: `prepare` checks them and returns a call that is ready to run. */
export interface CallableMethod {
  name: string;
  scope: string | undefined;
  tier: Tier;
  prepare(given: Record<string, unknown>, caller: Caller): { channel?: string; run(): Record<string, unknown> };
}

function callable<Arguments>(method: ApiMethod<Arguments>): CallableMethod {
  return {
    name: method.name,
    scope: method.scope,
    tier: method.tier,
    prepare(given, caller) {
      const read = method.arguments.safeParse(given, { reportInput: true });
      if (!read.success) throw refusal('invalid_arguments', slackMessages(read.error.issues));
      return {
        ...(method.limitedBy ? { channel: method.limitedBy(read.data, caller) } : {}),
        run: () => method.call(read.data, caller),
      };
    },
  };
}

const methods: readonly CallableMethod[] = [
  callable(appsUninstall),
  callable(authRevoke),
  callable(authTest),
  callable(chatPostEphemeral),
  callable(chatPostMessage),
  callable(chatUpdate),
  callable(conversationsOpen),
  callable(usersInfo),
  callable(usersList),
  callable(viewsOpen),
  callable(viewsPublish),
  callable(viewsPush),
  callable(viewsUpdate),
];

export function findMethod(name: string): CallableMethod | undefined {
  return methods.find((method) => method.name === name);
}

export function methodNames(): string[] {
  return methods.map((method) => method.name);
}
