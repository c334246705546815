import { route } from '@crescendo/chassis';
import { homePartRequest, homePartResponse } from '@crescendo/contracts';
import { type AssignmentRow, assignments } from '../assignments.ts';
import type { Catalogue } from '../catalogue.ts';
import { findLearner } from '../find-learner.ts';
import { type HomeAssignment, homeState } from '../home-state.ts';
import { homeBlocks } from '../slack/home.ts';

/** Our part of a person's App Home: Start, or their progress and choices. */
export const homeRoute = ({ catalogue, privacyMail }: { catalogue: Catalogue; privacyMail: string }) =>
  route({
    method: 'post',
    path: '/home',
    from: ['gateway'],
    body: homePartRequest,
    response: homePartResponse,
    async handle({ body: { user }, caller: { tenant }, service }) {
      const learner = await findLearner(service, { tenant, user });
      const rows = await service
        .model(assignments)
        .find({ tenant, user })
        .sort({ assignedAt: 1 })
        .lean<AssignmentRow[]>();
      const opened = await service.open(assignments, rows, ['lesson', 'answer']);
      const given: HomeAssignment[] = opened.map(({ _id: id, lesson, delivery, answer, rating, comment }) => ({
        id,
        lesson,
        delivery,
        correct: answer?.correct,
        judged: rating !== undefined || comment !== undefined,
      }));
      return { blocks: homeBlocks(homeState(learner, given, catalogue), { privacyMail }) };
    },
  });
