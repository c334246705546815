import { commandWords } from './read-command.ts';

/** A command's immediate answer: only who typed it sees it. */
export type EphemeralAnswer = { response_type: 'ephemeral'; text: string };

const ephemeral = (text: string): EphemeralAnswer => ({ response_type: 'ephemeral', text });

const list = Object.entries({ ...commandWords, help: 'this list' })
  .map(([word, does]) => `• \`/crescendo ${word}\`: ${does}`)
  .join('\n');

/** What can be typed. */
export const helpAnswer = (unknown: boolean): EphemeralAnswer =>
  ephemeral(`${unknown ? 'That is no command I know.' : 'Crescendo: a few minutes of learning at a time.'} You can type:
${list}
Everything else, and how lessons are chosen for you, is in the app’s *Home* tab.`);

/** It is safe and will be done; what comes of it follows as a message. */
export const onItsWay = ephemeral('On its way.');
