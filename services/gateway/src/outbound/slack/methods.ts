/**
 * The methods of Slack's Web API that the gateway calls.
 *
 * - `perMinute`: calls Slack allows per workspace (docs.slack.dev/apis/web-api/rate-limits)
 * - `channelGapMs`: milliseconds between two calls on the same channel
 * - `repeatable`: calling again does no harm, so a lost answer just means another call
 */
export const slackMethods = {
  'apps.uninstall': { perMinute: 1, repeatable: true },
  'auth.test': { perMinute: 100, repeatable: true },
  'chat.postMessage': { perMinute: 200, channelGapMs: 1_050, repeatable: false },
  'chat.update': { perMinute: 50, repeatable: true },
  'conversations.open': { perMinute: 50, repeatable: true },
  'users.info': { perMinute: 100, repeatable: true },
  'users.list': { perMinute: 20, repeatable: true },
  'views.open': { perMinute: 100, repeatable: false },
  'views.publish': { perMinute: 100, repeatable: true },
  'views.update': { perMinute: 100, repeatable: true },
} as const satisfies Record<string, { perMinute: number; channelGapMs?: number; repeatable: boolean }>;

export type SlackMethod = keyof typeof slackMethods;
