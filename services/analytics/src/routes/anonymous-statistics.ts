import { operatorRoute } from '@crescendo/chassis';
import { anonymousStatisticsResponse } from '@crescendo/contracts';
import { z } from 'zod';
import { anonymousStatistics } from '../anonymous-statistics.ts';
import { byAct } from '../participation.ts';

const WEEKS = 53;

/** The published statistics of the last year's closed weeks: the same for every caller at any time. */
export const anonymousStatisticsRoute = operatorRoute({
  method: 'post',
  path: '/anonymous-statistics',
  from: ['gateway'],
  body: z.object({}),
  response: anonymousStatisticsResponse,
  async handle({ service }) {
    const rows = await service.model(anonymousStatistics).find().sort({ startsAt: -1 }).limit(WEEKS).lean();
    return { weeks: rows.map((row) => ({ week: row._id, acts: byAct((act) => row[act]) })) };
  },
});
