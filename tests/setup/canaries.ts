import { assignmentValue, ratings, slackActions } from '@crescendo/contracts';
import { freshText, type Mark } from '@crescendo/scan';
import type { PersonSpec, Surface, WorkspaceDetail } from '@crescendo/slack-simulator';
import type { SeenLesson } from './learner.ts';

/** Somebody whose every field, where Slack lets one write anything, holds a text that nothing else has. */
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

/** What Slack holds of a workspace and of those in it. Times such as `updated` are no marks: others have them too. */
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

/** Empty, or not the workspace's: Slackbot is everywhere, and our own app has its name in our own texts. */
const OURS: ReadonlySet<string> = new Set(['', 'Crescendo', 'crescendo', 'Slackbot', 'slackbot', 'USLACKBOT']);

/** Where in Slack the things stand that a person sees. */
export function marksOfSurface({ channelId, messages, home, modals }: Surface): Mark[] {
  const places: [name: string, value: string | undefined][] = [
    ['message channel', channelId],
    ...messages.map(({ ts }, place): [string, string] => [`time of message ${place}`, ts]),
    ...[...modals, ...(home ? [home] : [])].map(({ id, type }): [string, string] => [`id of a ${type}`, id]),
  ];
  return places.flatMap(([name, value]) => (value ? [{ name, value }] : []));
}

/** What one person's learning says about them: which lessons, and how they answered and rated them. */
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
