import { expect, test } from 'vitest';
import { actsFromElsewhere, belongsTo, homeOf } from './belongs-to.ts';

const alone = homeOf({ team: 'T1' });
const inGrid = homeOf({ team: 'T1', enterprise: 'E1' });
const grid = (enterprise_id: string, ...teams: string[]) => ({ enterprise_user: { enterprise_id, teams } });

test.each([
  ['of the workspace itself', { team_id: 'T1' }, true, true],
  ['of the workspace, said to be no stranger', { team_id: 'T1', is_stranger: false }, true, true],
  ['of whom Slack names no workspace', {}, true, true],
  ['said to be a stranger', { team_id: 'T1', is_stranger: true }, false, false],
  ['of another workspace, said to be no stranger', { team_id: 'T2', is_stranger: false }, false, false],
  ['of another workspace, of which nothing is said', { team_id: 'T2' }, false, false],
  ['of another workspace of the organisation', { team_id: 'T2', ...grid('E1') }, false, true],
  ['at home in another workspace, and a member of this one', { team_id: 'T2', ...grid('E1', 'T2', 'T1') }, true, true],
  ['of the organisation as a whole', { team_id: 'E1', ...grid('E1') }, false, true],
  ['of another organisation', { team_id: 'T9', ...grid('E9', 'T9') }, false, false],
  ['of another organisation, in a workspace of which nothing is said', { team_id: 'T9', ...grid('E9') }, false, false],
])('someone %s', (_who, user, ofWorkspace, ofWorkspaceInGrid) => {
  expect(belongsTo(user, alone)).toBe(ofWorkspace);
  expect(belongsTo(user, inGrid)).toBe(ofWorkspaceInGrid);
});

test.each([
  ['of the workspace', { team: { id: 'T1' }, user: { team_id: 'T1' }, enterprise: null }, false],
  ['of whom no workspace is named', { team: { id: 'T1' }, user: {} }, false],
  ['of another workspace', { team: { id: 'T1' }, user: { team_id: 'T2' }, enterprise: null }, true],
  ['in an organisation', { team: { id: 'T1' }, user: { team_id: 'T2' }, enterprise: { id: 'E1' } }, false],
  ['whose team names one', { team: { id: 'T1', enterprise_id: 'E1' }, user: { team_id: 'T2' } }, false],
])('someone %s who acts', (_who, act, elsewhere) => {
  expect(actsFromElsewhere(act)).toBe(elsewhere);
});
