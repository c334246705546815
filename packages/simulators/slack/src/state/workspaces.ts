import { APP_HANDLE, APP_ID, APP_NAME } from '../app.ts';
import type { SimulatedSlack } from '../slack.ts';
import { isBot } from './find.ts';
import { type RandomSource, slackId, trueRandom } from './ids.ts';
import type { Oddities, Origin, Person, PersonKind, Workspace } from './state.ts';

/** Optional details of a person who joins; the rest is derived from these. */
export interface PersonSpec {
  realName: string;
  kind?: PersonKind;
  handle?: string;
  displayName?: string;
  title?: string;
  pronouns?: string;
  email?: string;
  timeZone?: string;
  locale?: string;
  deactivated?: boolean;
  invited?: boolean;
  forgotten?: boolean;
  origin?: Origin;
  odd?: Oddities;
}

export interface WorkspaceSpec {
  name: string;
  domain?: string;
  enterprise?: { id: string; name: string };
  people: PersonSpec[];
}

/** Creates a workspace with its people and Slackbot. The same `random` gives the same ids. */
export function createWorkspace(
  slack: SimulatedSlack,
  spec: WorkspaceSpec,
  random: RandomSource = trueRandom,
): Workspace {
  const domain = spec.domain ?? spec.name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const workspace: Workspace = {
    id: slackId('T', random),
    name: spec.name,
    domain,
    ...(spec.enterprise && { enterprise: spec.enterprise }),
    people: [],
    directMessages: [],
    homes: {},
    modals: {},
  };
  slack.state.workspaces.push(workspace);
  for (const person of spec.people) addPerson(slack, workspace, person, random);
  const slackbot = newPerson(slack, workspace, { realName: 'Slackbot', handle: 'slackbot', kind: 'slackbot' }, random);
  workspace.people.push({ ...slackbot, id: 'USLACKBOT' });
  slack.changed();
  return workspace;
}

export function addPerson(
  slack: SimulatedSlack,
  workspace: Workspace,
  spec: PersonSpec,
  random: RandomSource = trueRandom,
): Person {
  const person = newPerson(slack, workspace, spec, random);
  workspace.people.push(person);
  slack.changed(workspace.id, person.id);
  return person;
}

/** The app's own bot user; a workspace keeps it when the app is removed and installed again. */
export function addAppUser(slack: SimulatedSlack, workspace: Workspace): Person {
  const known = workspace.people.find((person) => person.bot?.appId === APP_ID);
  if (known) {
    known.deactivated = false;
    return known;
  }
  const person = addPerson(slack, workspace, { realName: APP_NAME, handle: APP_HANDLE, kind: 'bot' });
  person.bot = { botId: slackId('B'), appId: APP_ID };
  return person;
}

function newPerson(slack: SimulatedSlack, workspace: Workspace, spec: PersonSpec, random: RandomSource): Person {
  const kind = spec.kind ?? 'member';
  const bot = isBot({ kind });
  const handle = spec.handle ?? freeHandle(workspace, spec.realName);
  return {
    id: slackId('U', random),
    kind,
    handle,
    realName: spec.realName,
    displayName: spec.displayName ?? (bot ? '' : (spec.realName.split(' ')[0] ?? '')),
    title: spec.title ?? '',
    pronouns: spec.pronouns ?? '',
    email: spec.email ?? (bot ? '' : `${handle}@${workspace.domain}.example`),
    timeZone: spec.timeZone ?? 'America/Los_Angeles',
    locale: spec.locale ?? 'en-US',
    avatarHash: slackId('g', random).toLowerCase(),
    deactivated: spec.deactivated ?? false,
    updated: Math.floor(slack.clock.now() / 1000),
    ...(spec.invited && { invited: true }),
    ...(spec.forgotten && { forgotten: true }),
    ...(spec.origin && { origin: spec.origin }),
    ...(spec.odd && { odd: spec.odd }),
    ...(bot && kind !== 'slackbot' ? { bot: { botId: slackId('B', random), appId: slackId('A', random) } } : {}),
  };
}

/** `amara.okafor`, or with a number if that is taken. */
function freeHandle(workspace: Workspace, realName: string): string {
  const plain = realName
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replaceAll('ı', 'i')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '.')
    .replace(/^\.|\.$/g, '');
  const taken = new Set(workspace.people.map((person) => person.handle));
  let handle = plain || 'person';
  for (let number = 2; taken.has(handle); number += 1) handle = `${plain}${number}`;
  return handle;
}
