import { slackActions } from '@crescendo/contracts';
import { SlackSimulatorClient } from '@crescendo/slack-simulator';
import { lessonsIn, offers } from './seen.ts';
import { findDemoWorkspaces, membersOf } from './workspaces.ts';

/** A person to play in the browser. */
type PersonToTry = { name: string /** Different ones. */; lessons: number; url: string };
export type PeopleToTry = { fresh?: PersonToTry; learning?: PersonToTry };

/** Two people of the first workspace: one who has not started yet, and the learner who has had most lessons so far. */
export async function peopleToTry(slackUrl: string): Promise<PeopleToTry> {
  const slack = new SlackSimulatorClient(slackUrl);
  const { northwind } = await findDemoWorkspaces(slack);
  if (!northwind.installed) return {};
  const names = new Map(northwind.people.map(({ id, realName }) => [id, realName]));
  const seen = await Promise.all(
    membersOf(northwind).map(async (id) => {
      const surface = await slack.as(northwind.id, id).surface();
      // Counted as in Home: a lesson that came again is one lesson.
      const lessons = new Set(lessonsIn(surface).map(({ title }) => title)).size;
      const isLearning = offers(surface.home, slackActions.stop);
      return { id, lessons, isLearning, isFresh: surface.messages.length === 0 };
    }),
  );
  const toTry = (found: (typeof seen)[number] | undefined, tab: 'home' | 'messages') =>
    found && {
      name: names.get(found.id) ?? found.id,
      lessons: found.lessons,
      url: `${slackUrl}/client/${northwind.id}/${found.id}?tab=${tab}`,
    };
  const byLessons = seen.filter(({ isLearning }) => isLearning).toSorted((a, b) => b.lessons - a.lessons);
  return {
    fresh: toTry(
      seen.find(({ isFresh }) => isFresh),
      'home',
    ),
    learning: toTry(byLessons[0], 'messages'),
  };
}
