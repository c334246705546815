import { mechanisms } from './bus/mechanisms.ts';
import { guarantees, themes } from './conformance/guarantees.ts';

const row = (...cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** Generates `docs/guarantees.md`: what is proven about delivery, and what each guarantee is worth. */
export default function provenGuarantees() {
  const lists = themes.map(({ title, guarantees }) =>
    [`## ${title}`, '', ...guarantees.map(({ sentence }) => `- ${sentence}.`), ''].join('\n'),
  );
  const rows = mechanisms.map((mechanism) => {
    const resting = guarantees.filter(({ restsOn = [] }) => restsOn.includes(mechanism));
    return row(mechanism.name, mechanism.without, resting.map(({ sentence }) => sentence).join('.<br>'));
  });
  const content = `# What is proven about delivery

Written by \`npm run generate\` from \`packages/chassis-testing/src/conformance/\`. Each sentence is a test of that name, on a
real Kafka and a real database with toy events (\`packages/chassis-testing/src/bus/\`). \`npm test\` runs them whenever they
have not passed on the same sources yet ([running.md](running.md#deep-proofs)). How it is held:
[architecture.md](architecture.md).

${lists.join('\n')}
## What each is worth

A guarantee that holds also without what it rests on proves nothing. So the same proofs run again on a bus that lacks one
mechanism, and each must fail there with an assertion.

${[row('without', 'what happens instead', 'what then no longer holds'), row('---', '---', '---'), ...rows].join('\n')}
`;
  return [{ path: 'docs/guarantees.md', content }];
}
