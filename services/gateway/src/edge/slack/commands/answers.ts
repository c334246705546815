import { commandWords } from './read-command.ts';

/** A command's immediate answer, visible only to the person who typed it. */
export type EphemeralAnswer = { response_type: 'ephemeral'; text: string };

const ephemeral = (text: string): EphemeralAnswer => ({ response_type: 'ephemeral', text });

const list = Object.entries({ ...commandWords, help: 'this list' })
  .map(([word, does]) => `• \`/crescendo ${word}\`: ${does}`)
  .join('\n');

/** The commands that a person can type. */
export const helpAnswer = (unknown: boolean): EphemeralAnswer =>
  ephemeral(`${unknown ? 'I don’t know that command.' : 'Crescendo: a few minutes of learning at a time.'} You can type:
${list}
Everything else, and how lessons are chosen for you, is in the app’s *Home* tab.`);

/** The command is stored and will be carried out; its result follows as a message. */
export const onItsWay = ephemeral('On its way.');
