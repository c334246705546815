import type { Block, PlainText } from '../api/blocks/blocks.ts';

/** What a person is in their workspace; Slack tells these apart by flags. */
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

/** Where somebody belongs who is here by a shared channel, or by another workspace of the same Grid organisation. */
export interface Origin {
  teamId: string;
  enterpriseId?: string;
  /** Slack says `is_stranger: true`; else it says false, as of people of the workspace itself. */
  calledStranger?: boolean;
  /** At home there, and a member here as well. */
  memberHere?: boolean;
}

/** What Slack gives in place of what one would expect; it has been seen to. `updated: null` leaves it out. */
export interface Oddities {
  profile?: null;
  tz?: null;
  locale?: null;
  updated?: number | null;
}

/** Somebody (or some bot) of a workspace, as the simulator keeps them; `api/user-shape.ts` turns them into Slack's JSON. */
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
  /** May come, and has never signed in. */
  invited?: boolean;
  /** Erased at Slack: nothing of who they were is left. */
  forgotten?: boolean;
  origin?: Origin;
  odd?: Oddities;
  /** Unix seconds of the last change, as Slack's `updated`. */
  updated: number;
  /** Set for bots: the bot and the app behind them. */
  bot?: { botId: string; appId: string };
}

/** The app as installed in one workspace. Removing the app removes this; its token stays known, to be refused rightly. */
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
  /** Who wrote it: the app, the person, or Slackbot (which answers in the app's stead when a command fails). */
  author: 'app' | 'person' | 'slackbot';
  text: string;
  blocks?: Block[];
  metadata?: MessageMetadata;
  /** Seen by the person only, and unknown to chat.update. */
  ephemeral: boolean;
  editedTs?: string;
}

/** The conversation between the app and one person. */
export interface DirectMessage {
  id: string;
  userId: string;
  messages: Message[];
}

/** What one input holds, in the shape Slack sends it back in `view.state.values`. */
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
  /** The Grid organisation it is part of. */
  enterprise?: { id: string; name: string };
  /** In the order they joined. */
  people: Person[];
  installation?: Installation;
  directMessages: DirectMessage[];
  /** The published Home of each person. */
  homes: Record<string, View>;
  /** The open modals of each person, the one on top last. */
  modals: Record<string, View[]>;
}

/** Where an app may answer later: five times within thirty minutes. */
export interface ResponseUrl {
  key: string;
  teamId: string;
  userId: string;
  /** The message it came from; a command has none. */
  messageTs?: string;
  uses: number;
  expiresAt: number;
}

/** An event that was not accepted yet, waiting for its next attempt. */
export interface PendingEvent {
  eventId: string;
  teamId: string;
  body: string;
  /** 1 to 3: the retry that comes next. */
  retry: number;
  reason: string;
  dueAt: number;
  /** Held back on request: it goes out when it is let go, not by the clock. */
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
