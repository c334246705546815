import { selectionModes, slackActions } from '@crescendo/contracts';
import fc from 'fast-check';

const buttons = {
  start: { action: slackActions.start },
  stop: { action: slackActions.stop },
  adaptive: { action: slackActions.mode, value: selectionModes[0] },
  'same-for-all': { action: slackActions.mode, value: selectionModes[1] },
  'erase-me': { action: slackActions.eraseMe },
  'keep-me': { action: slackActions.keepMe },
} as const;

export type Act = keyof typeof buttons;
export const buttonOf = (act: Act): { action: string; value?: string } => buttons[act];

/** A person's acts, one after another, each with the gateway that got it. */
export type Story = readonly { act: Act; gateway: 'whole' | 'cut' }[];

const acts = Object.keys(buttons) as Act[]; // the keys of the object above
const pressed = fc.record({
  act: fc.constantFrom(...acts),
  gateway: fc.constantFrom('whole' as const, 'cut' as const),
});

export const stories = (count: number, seed: number): Story[] =>
  fc.sample(fc.array(pressed, { minLength: 4, maxLength: 9 }), { numRuns: count, seed });

/** What a person's Home must show in the end. */
export function wanted(story: Story) {
  const lastOf = (...these: Act[]) => story.findLast(({ act }) => these.includes(act))?.act;
  const learning = lastOf('start', 'stop') === 'start';
  return {
    learning,
    // Home shows how lessons are chosen only to people who get lessons.
    mode: learning ? (lastOf('adaptive', 'same-for-all') ?? 'adaptive') : undefined,
    beingErased: lastOf('erase-me', 'keep-me') === 'erase-me',
  };
}
