import { setTimeout as pause } from 'node:timers/promises';
import type { SlackSimulatorClient } from '@crescendo/slack-simulator';
import { Resident } from './resident.ts';

/** People in their own workspace, who learn, watch, or only move to another time zone. */
export type Population = {
  team: string;
  /** They have started, and are counted by `onceEach`. */
  learners: readonly Resident[];
  /** One of those who have also started, but act only when a test says so. */
  bystander(place: number): Resident;
  /** People in the workspace who count as persons. */
  size: number;
  /** Moves one more of those who only move: Slack sends us an event about it. */
  someoneMoves(): Promise<void>;
  /** Light traffic from all learners until `fault` is over: each asks for `asks` lessons, answers, and opens Home. */
  livesThrough(fault: () => Promise<void>, asks?: number): Promise<void>;
};

const MOMENT_MS = 250;
const WHILE_MS = 800;

export async function populate(
  slack: SlackSimulatorClient,
  { learners, bystanders, movers }: { learners: number; bystanders: number; movers: number },
): Promise<Population> {
  const size = learners + bystanders + movers;
  const people = Array.from({ length: size }, (_, place) => ({ realName: `Person ${place + 1}` }));
  const { id: team } = await slack.createWorkspace({ name: 'Faultline', people });
  const answer = await slack.installApp(team);
  if (!answer.ok) throw new Error(`the installation was answered ${answer.status}`);
  const ids = (await slack.workspace(team)).people.slice(0, size).map(({ id }) => id);
  const settled = ids.slice(learners + bystanders);
  const residents = ids.slice(0, learners + bystanders).map((id) => new Resident(id, slack.as(team, id)));
  const counted = residents.slice(0, learners);
  await Promise.all(residents.map((resident) => resident.start()));

  /** Asks and answers, with a pause between acts; then answers the rest and sometimes opens Home. */
  async function live(resident: Resident, asks: number, over: AbortSignal): Promise<void> {
    const acts: (() => Promise<unknown>)[] = Array.from({ length: asks }, () => [resident.ask, resident.answer]).flat();
    for (let turn = 0; !over.aborted; turn++) {
      const act = acts.shift();
      await (act ?? (turn % 2 === 0 ? resident.openHome : resident.answer))();
      const wait = (act ? MOMENT_MS : WHILE_MS) * (0.5 + Math.random());
      await pause(wait, undefined, { signal: over }).catch(() => undefined); // rejects only when it is over
    }
  }

  return {
    team,
    learners: counted,
    bystander(place) {
      const resident = residents[learners + place];
      if (!resident) throw new Error(`nobody stands by at place ${place}`);
      return resident;
    },
    size,
    async someoneMoves() {
      const next = settled.shift();
      if (!next) throw new Error('everyone has moved');
      await slack.changePerson(team, next, { timeZone: 'Asia/Tokyo' });
    },
    async livesThrough(fault, asks = 1) {
      const over = new AbortController();
      const lives = counted.map((resident) => live(resident, asks, over.signal));
      await fault().finally(() => over.abort());
      await Promise.all(lives);
    },
  };
}
