import { assignmentValue, ratings, slackActions } from '@crescendo/contracts';
import { freshText, type Mark } from '@crescendo/scan';
import type { PersonSpec, Surface, WorkspaceDetail } from '@crescendo/slack-simulator';
import type { SeenLesson } from './learner.ts';

/** A person with a unique text in every field in which Slack allows any text. */
export function canary(kind: PersonSpec['kind'] = 'member'): PersonSpec {
  const text = freshText();
  return {
    kind,
    realName: `Real${text} Family${text}`,
    handle: `handle${text}`,
    displayName: `Display${text}`,
    title: `Title ${text}`,
    pronouns: `pronouns/${text}`,
    email: `mail.${text}@canary.example`,
    timeZone: 'Europe/Lisbon',
    locale: 'pt-PT',
  };
}

/**
 * Slack's data about a workspace and its people. Times such as `updated` are no marks, because others have them too.
 */
export function marksOfWorkspace({ id, name, domain, people, installation }: WorkspaceDetail): Mark[] {
  const ofPeople = people.flatMap((person, place): [name: string, value: string][] =>
    [
      ['Slack ID', person.id],
      ['name', person.realName],
      ...person.realName.split(' ').map((part): [string, string] => ['part of a name', part]),
      ['handle', person.handle],
      ['display name', person.displayName],
      ['title', person.title],
      ['pronouns', person.pronouns],
      ['e-mail', person.email],
      ['picture', person.avatarHash],
    ].map(([what = '', value = '']) => [`${what} of person ${place}`, value]),
  );
  return [
    { name: 'team ID', value: id },
    { name: 'workspace name', value: name },
    { name: 'workspace domain', value: domain },
    ...(installation ? [{ name: 'bot token', value: installation.token }] : []),
    ...ofPeople.filter(([, value]) => !OURS.has(value)).map(([name, value]) => ({ name, value })),
  ];
}

/** Values that are empty or not the workspace's own: Slackbot is everywhere, and our texts have our app's name. */
const OURS: ReadonlySet<string> = new Set(['', 'Crescendo', 'crescendo', 'Slackbot', 'slackbot', 'USLACKBOT']);

/** The places in Slack of all that a person sees. */
export function marksOfSurface({ channelId, messages, home, modals }: Surface): Mark[] {
  const places: [name: string, value: string | undefined][] = [
    ['message channel', channelId],
    ...messages.map(({ ts }, place): [string, string] => [`time of message ${place}`, ts]),
    ...[...modals, ...(home ? [home] : [])].map(({ id, type }): [string, string] => [`id of a ${type}`, id]),
  ];
  return places.flatMap(([name, value]) => (value ? [{ name, value }] : []));
}

/** What a person's learning says about them: their lessons, answers and ratings. */
export function marksOfLearning(seen: readonly { lesson: SeenLesson; option?: number }[]): Mark[] {
  return seen.flatMap(({ lesson: { assignment, lesson }, option }, place) => {
    const values: [name: string, value: string][] = [
      ['id of lesson', lesson.id],
      ['title of lesson', lesson.title],
      ['text of lesson', lesson.body.split('\n')[0]?.slice(0, 60) ?? ''],
      ...ratings.map((rating): [string, string] => ['rating of lesson', assignmentValue(assignment, rating)]),
    ];
    if (option !== undefined) {
      values.push(
        ['answer to lesson', assignmentValue(assignment, option)],
        ['button pressed for lesson', `${slackActions.answer}.${option}`],
        ['words of the answer to lesson', lesson.question.options[option] ?? ''],
        ['explanation of the answer to lesson', lesson.question.explanation.slice(0, 60)],
      );
    }
    return values.map(([name, value]) => ({ name: `${name} ${place}`, value }));
  });
}
