import { setTimeout as pause } from 'node:timers/promises';
import type { SlackSimulatorClient } from '@crescendo/slack-simulator';
import type { Watched } from '../once-each.ts';
import { Resident } from '../resident.ts';
import type { Act, News, Plan } from './plan.ts';

/** People in their own workspace: some learn; of the others Slack only reports, once each, that they moved. */
export type Crowd = Watched & {
  /** Resolves when everybody is learning, and has a lesson to answer and one to rate. */
  getReady(): Promise<void>;
  /** Carries out the plan, each person's acts in their order; resolves when all are done. */
  liveBy(plan: Plan): Promise<void>;
};

export async function gather(
  slack: SlackSimulatorClient,
  { learners: learning, movers }: { learners: number; movers: number },
): Promise<Crowd> {
  const size = learning + movers;
  const people = Array.from({ length: size }, (_, place) => ({ realName: `Person ${place + 1}` }));
  const { id: team } = await slack.createWorkspace({ name: 'Bystanders & Sons', people });
  const answer = await slack.installApp(team);
  if (!answer.ok) throw new Error(`the installation was answered ${answer.status}`);
  const ids = (await slack.workspace(team)).people.slice(0, size).map(({ id }) => id);
  const learners = ids.slice(0, learning).map((id) => new Resident(id, slack.as(team, id)));
  const settled = ids.slice(learning);
  await Promise.all(learners.map((learner) => learner.start()));
  let joined = 0;

  const doings: Record<Act, (resident: Resident) => Promise<unknown>> = {
    // A person with nothing to answer or to rate presses Start instead: it is a click all the same.
    answer: async (resident) => (await resident.answer()) ?? (await resident.pressOrType('start')),
    rate: async (resident) => (await resident.rate()) ?? (await resident.pressOrType('start')),
    ask: (resident) => resident.ask(),
    stop: (resident) => resident.pressOrType('stop'),
    start: (resident) => resident.pressOrType('start'),
    'open-home': (resident) => resident.openHome(),
  };

  const happenings: Record<News, () => Promise<unknown>> = {
    async move() {
      // Once each: a late event about a person who has moved again since is outdated.
      const next = settled.shift();
      if (!next) throw new Error('everyone has moved');
      await slack.changePerson(team, next, { timeZone: 'Asia/Tokyo' });
    },
    async join() {
      joined++;
      await slack.addPerson(team, { realName: `Joiner ${joined}` });
    },
  };

  async function live(resident: Resident, acts: Plan['people'][number], began: number): Promise<void> {
    for (const { what, atMs } of acts) {
      await until(began + atMs);
      await doings[what](resident);
    }
  }

  return {
    team,
    learners,
    size,
    getReady: async () => void (await Promise.all(learners.map((learner) => learner.getReady()))),
    async liveBy({ people: plans, news }) {
      const began = performance.now();
      const happen = async ({ what, atMs }: Plan['news'][number]) => {
        await until(began + atMs);
        await happenings[what]();
      };
      await Promise.all([
        ...learners.map((learner, place) => live(learner, plans[place] ?? [], began)),
        ...news.map(happen),
      ]);
    },
  };
}

const until = (at: number) => pause(Math.max(0, at - performance.now()));
