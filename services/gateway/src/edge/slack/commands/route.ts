import type { SignedHandler } from '../signed.ts';
import type { SlackEdge } from '../slack-edge.ts';
import { take } from '../take.ts';
import { helpAnswer, onItsWay } from './answers.ts';
import { readCommand } from './read-command.ts';

/** `POST /slack/commands`. Slack never repeats a command, so a 200 means that it is stored. */
export const commandRoute =
  (edge: SlackEdge): SignedHandler =>
  async ({ text, at }, response) => {
    const command = readCommand(new URLSearchParams(text));
    switch (command.kind) {
      case 'ssl-check':
        response.status(200).end();
        return;
      case 'help':
        response.json(helpAnswer(command.unknown));
        return;
      case 'traffic':
        await take(edge, command, at);
        response.json(onItsWay);
    }
  };
