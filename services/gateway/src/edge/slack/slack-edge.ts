import type { ServiceContext } from '@crescendo/chassis';
import type { SlackApi } from '../../outbound/slack/client.ts';
import type { Workspaces } from '../../workspaces.ts';
import type { Accept } from './accept.ts';

/** What the routes that Slack calls need. */
export type SlackEdge = {
  service: ServiceContext;
  /** The app's signing secret. */
  secret: string;
  workspaces: Workspaces;
  slack: SlackApi;
  accept: Accept;
};
