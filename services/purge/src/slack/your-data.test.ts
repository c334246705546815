import { describe, expect, test } from 'vitest';
import { type DeletionState, yourDataBlocks } from './your-data.ts';

const words = (state: DeletionState) => JSON.stringify(yourDataBlocks(state));

describe('before they ask', () => {
  test('a person reads what is kept, and Slack asks once more before it is deleted', () => {
    const shown = words({ kind: 'not-asked', coolingOffHours: 24 });
    expect(shown).toContain('your answers');
    expect(shown).toContain('crescendo.erase-me');
    expect(shown).toContain(
      'You can change your mind for 24 hours. Then we delete everything we keep about you, for good.',
    );
  });

  test.each([
    [0, 'Right away we delete everything'],
    [0.01, 'for 36 seconds. Then'],
    [0.5, 'for 30 minutes. Then'],
    [48, 'for 48 hours. Then'],
  ])('with %s hours to think it says "%s"', (coolingOffHours, said) => {
    expect(words({ kind: 'not-asked', coolingOffHours })).toContain(said);
  });

  test.each([0, 0.5, 24])('Slack takes the question (%s hours)', (coolingOffHours) => {
    const text = /"text":\{"type":"plain_text","text":"((?:You|Right)[^"]+)"/.exec(
      words({ kind: 'not-asked', coolingOffHours }),
    );
    expect(text?.[1]?.length).toBeLessThanOrEqual(300);
  });
});

test('while they can think again, they read until when, and the only button keeps their data', () => {
  const shown = words({ kind: 'asked', until: new Date('2026-11-25T12:00:00Z') });
  expect(shown).toContain('<!date^1795608000^{date_long} at {time}|2026-11-25T12:00 UTC>');
  expect(shown).toContain('crescendo.keep-me');
  expect(shown).not.toContain('crescendo.erase-me');
});

test('once it is under way there is nothing to press', () => {
  expect(words({ kind: 'under-way' })).not.toContain('action_id');
});
