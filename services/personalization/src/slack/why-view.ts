import { slackActions } from '@crescendo/contracts';
import type { Catalogue } from '../catalogue.ts';
import type { DecisionInputs, SelectionMode } from '../next-lesson.ts';
import { actions, type Block, button, header, plain, section, type View } from './blocks.ts';
import { ratingLabels } from './lesson-message.ts';
import { escapeMrkdwn, mrkdwnLimit } from './mrkdwn.ts';

export interface WhyState {
  title: string;
  /** The stored decision, perhaps made under older rules. */
  decision: { reasons: readonly { text: string }[]; inputs: DecisionInputs; policy: string };
  /** How this person's lessons are chosen now; it may differ from then. */
  mode: SelectionMode;
  catalogue: Pick<Catalogue, 'find'>;
  privacyMail: string;
}

/** The window that explains an automatic choice: why, from which data, by which rules, and how to object (P03). */
export function whyView({ title, decision, mode, catalogue, privacyMail }: WhyState): View {
  const { reasons, inputs, policy } = decision;
  return {
    type: 'modal',
    title: plain('Why this lesson?'),
    close: plain('Close'),
    blocks: [
      header(title),
      section(reasons.map(({ text }) => `• ${escapeMrkdwn(text)}`).join('\n')),
      header('What the choice was based on'),
      ...inSections(usedLines(inputs, catalogue)),
      section(
        `It was made automatically, by fixed rules (version \`${policy}\`). Nothing else was used: not who you are, not your job, not what you write in Slack.`,
      ),
      header('If you see it differently'),
      ...objection(mode),
      section(
        `You can ask for a person to look at this choice, and tell them your view: write to <mailto:${privacyMail}|${privacyMail}>. It has no drawbacks for you, and your workplace is not told.`,
      ),
    ],
  };
}

function usedLines(inputs: DecisionInputs, { find }: Pick<Catalogue, 'find'>): string[] {
  const title = (lesson: string) => `“${escapeMrkdwn(find(lesson)?.title ?? lesson)}”`;
  if (inputs.mode === 'same-for-all') {
    const sent = inputs.sent.map((lesson) => `• ${title(lesson)}`);
    return sent.length > 0
      ? ['Only the lessons you had been sent before, and none of your answers or ratings:', ...sent]
      : ['Nothing about you: this is the start of the path that is the same for everyone.'];
  }
  if (inputs.history.length === 0) return ['Nothing about you: there was no answer yet.'];
  const did = { right: 'answered correctly', wrong: 'question missed', none: 'not answered' };
  const lines = inputs.history.map(({ lesson, answer, rating }) =>
    [`• ${title(lesson)}: ${did[answer]}`, ...(rating ? [`you said “${ratingLabels[rating]}”`] : [])].join(', '),
  );
  return [`What you did with earlier lessons, which leads to level ${inputs.level} of 3:`, ...lines];
}

function objection(mode: SelectionMode): Block[] {
  if (mode === 'same-for-all') {
    return [section('Your lessons are now chosen without your answers, in an order that is the same for everyone.')];
  }
  return [
    section('You can get lessons in an order that is the same for everyone. Then we do not look at your answers.'),
    actions(button(slackActions.mode, 'Choose without my answers', { value: 'same-for-all' })),
  ];
}

/** Joins lines into as few sections as the length limit allows. */
function inSections(lines: readonly string[]): Block[] {
  const texts: string[] = [];
  for (const line of lines) {
    const joined = [...texts.slice(-1), line].join('\n');
    if (texts.length > 0 && joined.length <= mrkdwnLimit) texts[texts.length - 1] = joined;
    else texts.push(line);
  }
  return texts.map(section);
}
