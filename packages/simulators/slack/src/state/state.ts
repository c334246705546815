import type { Block, PlainText } from '../api/blocks/blocks.ts';

/** A person's kind in their workspace; Slack says it in flags. */
export type PersonKind =
  | 'owner'
  | 'admin'
  | 'member'
  | 'guest'
  | 'single-channel-guest'
  | 'bot'
  | 'workflow-bot'
  | 'connector-bot'
  | 'slackbot';

/**
 * The home of a person who is here through a shared channel, or through another workspace of the same Grid
 * organisation.
 */
export interface Origin {
  teamId: string;
  enterpriseId?: string;
  /** Slack says `is_stranger: true`; otherwise false, as for the workspace's own people. */
  calledStranger?: boolean;
  /** Belongs there, and is a member here too. */
  memberHere?: boolean;
}

/** Odd values that Slack has been seen to send in place of the expected ones. `updated: null` omits that field. */
export interface Oddities {
  profile?: null;
  tz?: null;
  locale?: null;
  updated?: number | null;
}

/** A person or bot of a workspace, as the simulator stores them; `api/user-shape.ts` turns them into Slack's JSON. */
export interface Person {
  id: string;
  kind: PersonKind;
  handle: string;
  realName: string;
  displayName: string;
  title: string;
  pronouns: string;
  email: string;
  timeZone: string;
  locale: string;
  avatarHash: string;
  deactivated: boolean;
  /** Invited, but has never signed in. */
  invited?: boolean;
  /** Erased at Slack, with an empty profile. */
  forgotten?: boolean;
  origin?: Origin;
  odd?: Oddities;
  /** Unix seconds of the last change, as Slack's `updated`. */
  updated: number;
  /** Set for bots: the bot and the app behind them. */
  bot?: { botId: string; appId: string };
}

/**
 * The app as installed in one workspace. Removing the app removes this; its token stays known, so that it gets the
 * right refusal.
 */
export interface Installation {
  token: string;
  scopes: string[];
  botUserId: string;
  botId: string;
  installedBy: string;
}

export type TokenStatus = 'active' | 'revoked' | 'uninstalled';

export interface Token {
  value: string;
  teamId: string;
  status: TokenStatus;
}

/** An authorisation code: single use, and only for the redirect address it was given to. */
export interface Grant {
  code: string;
  teamId: string;
  userId: string;
  scopes: string[];
  redirectUri: string;
  redirectUriWasSent: boolean;
  expiresAt: number;
  used: boolean;
}

export interface MessageMetadata {
  event_type: string;
  event_payload: Record<string, unknown>;
}

export interface Message {
  ts: string;
  /** Who wrote it: the app, the person, or Slackbot (which answers for the app when a command fails). */
  author: 'app' | 'person' | 'slackbot';
  text: string;
  blocks?: Block[];
  metadata?: MessageMetadata;
  /** Only the person sees it, and chat.update doesn't find it. */
  ephemeral: boolean;
  editedTs?: string;
}

/** The conversation between the app and one person. */
export interface DirectMessage {
  id: string;
  userId: string;
  messages: Message[];
}

/** One input's value, in the shape of `view.state.values`. */
export type InputValue =
  | { type: 'plain_text_input'; value: string | null }
  | { type: 'static_select' | 'radio_buttons'; selected_option: unknown }
  | { type: 'checkboxes' | 'multi_static_select'; selected_options: unknown[] };

export type InputValues = Record<string, Record<string, InputValue>>;

export interface View {
  id: string;
  userId: string;
  type: 'modal' | 'home';
  title?: PlainText;
  submit?: PlainText;
  close?: PlainText;
  blocks: Block[];
  callbackId: string;
  externalId: string;
  privateMetadata: string;
  clearOnClose: boolean;
  notifyOnClose: boolean;
  hash: string;
  rootViewId: string;
  previousViewId: string | null;
  values: InputValues;
}

export interface Workspace {
  id: string;
  name: string;
  domain: string;
  /** The Grid organisation it belongs to. */
  enterprise?: { id: string; name: string };
  /** In the order they joined. */
  people: Person[];
  installation?: Installation;
  directMessages: DirectMessage[];
  /** The published Home of each person. */
  homes: Record<string, View>;
  /** The open modals of each person, the top one last. */
  modals: Record<string, View[]>;
}

/** An address to which an app may answer later: five times within thirty minutes. */
export interface ResponseUrl {
  key: string;
  teamId: string;
  userId: string;
  /** The message of the act; a command has none. */
  messageTs?: string;
  uses: number;
  expiresAt: number;
}

/** An event that the app has not accepted yet and that waits for its next attempt. */
export interface PendingEvent {
  eventId: string;
  teamId: string;
  body: string;
  /** The next retry: 1 to 3. */
  retry: number;
  reason: string;
  dueAt: number;
  /** Held back on request: it goes out when released, not by the clock. */
  held?: boolean;
}

export interface SimulatorState {
  workspaces: Workspace[];
  tokens: Token[];
  grants: Grant[];
  responseUrls: ResponseUrl[];
  pendingEvents: PendingEvent[];
}

export function emptyState(): SimulatorState {
  return { workspaces: [], tokens: [], grants: [], responseUrls: [], pendingEvents: [] };
}
