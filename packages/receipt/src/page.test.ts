import { expect, test } from 'vitest';
import type { Receipt } from './body.ts';
import { page } from './page.ts';
import { samplePersonReceipt, sampleReceipt } from './testing.ts';
import { plainText } from './text.ts';

const signature = { algorithm: 'Ed25519', keyId: 'k'.repeat(43), value: `${'v'.repeat(85)}A` } as const;
const links = { file: 'receipt.json', keys: '/keys.json' };
const pageOf = (receipt: Receipt) => page({ receipt, signature }, links);

test('a page has no script, and loads nothing from elsewhere', () => {
  const html = pageOf(sampleReceipt());
  expect(html).not.toMatch(/<script|\son\w+=|javascript:|<(img|iframe|link rel="stylesheet)|url\(|@import/i);
  expect([...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address)).toEqual([
    'data:,',
    ...['#check', 'receipt.json', '/keys.json'],
  ]);
});

test('whatever a receipt says is text in the page', () => {
  const evil = '</style><script>alert("1")</script>\'&';
  const html = page(
    {
      signature,
      receipt: sampleReceipt({
        issuer: evil,
        systems: sampleReceipt().systems.map((row) => ({
          ...{ ...row, did: evil },
          counts: row.counts.map((count) => ({ ...count, of: evil, kept: evil })),
        })),
        retained: sampleReceipt().retained.map((row) => ({
          ...row,
          name: evil,
          what: evil,
          basis: evil,
          untilWhen: evil,
        })),
        horizons: sampleReceipt().horizons.map((row) => ({ ...row, what: evil, untilWhen: evil })),
      }),
    },
    { file: `"><script>`, keys: `'><script>` },
  );
  expect(html).not.toContain('<script');
  expect(html.match(/<\/style>/g)).toHaveLength(1);
});

test('page and text tell who, when, how much, what is kept and until when', () => {
  for (const told of [pageOf(sampleReceipt()), plainText(sampleReceipt())]) {
    expect(told).toContain('tnt_4k0c9w1f7m2x8q5r3t6v0b4n1p');
    expect(told).toContain('201,437 rows deleted in 7 services, 37,412 keys destroyed.');
    expect(told).toContain('54 rows are left on purpose');
    expect(told).toContain('It took 54 min 37 s; 48 h were allowed.');
    expect(told).toContain('24 November 2026, 09:58:03 UTC');
    expect(told).toContain('No payment provider is connected');
    expect(told).toContain('From 24 November 2026, 22:00:00 UTC on, no key to it is left anywhere');
    expect(told).toContain('itself gone by 1 December 2026, 10:58:04 UTC');
    expect(told).toContain('Anonymous numbers of closed weeks.');
    expect(told).toContain('When the database writes over it');
  }
});

test('the page of a person says whom, and which duty it was', () => {
  const { person = '' } = samplePersonReceipt();
  expect(pageOf(samplePersonReceipt())).toContain(person);
  expect(pageOf(samplePersonReceipt())).toContain('Art. 17');
});

test('one that was late says so, and by how much', () => {
  const { clock } = sampleReceipt();
  const late = sampleReceipt({ clock: { ...clock, deadline: '2026-11-24T10:50:00.000Z' } });
  expect(pageOf(late)).toContain(
    '<dd class="late">Done on 24 November 2026, 10:52:40 UTC. It took 54 min 37 s: 2 min 40 s more than the 51 min 57 s',
  );
  expect(plainText(late)).toContain('2 min 40 s more than');
});

test('who, what, when and how to check it stand before every table', () => {
  const html = pageOf(sampleReceipt());
  const summary = html.slice(0, html.indexOf('</dl>'));
  for (const said of [
    'the workspace tnt_4k0c9w1f7m2x8q5r3t6v0b4n1p',
    '201,437 rows',
    '24 November 2026, 10:52:40',
    'Signed by',
  ])
    expect(summary).toContain(said);
  expect(summary).not.toContain('<table');
});

test('each table can be scrolled with the keyboard, and has a name of its own', () => {
  const html = pageOf(sampleReceipt());
  const regions = [...html.matchAll(/role="region" aria-label="([^"]+)" tabindex="0"><table>/g)].map(
    ([, name]) => name,
  );
  expect(regions).toHaveLength(html.match(/<table>/g)?.length ?? 0);
  expect(new Set(regions).size).toBe(5);
});

test.each([
  ['2026-11-26T09:58:03.000Z', '48 h were'],
  ['2026-11-27T14:58:03.000Z', '3 days 5 h were'],
  ['2026-12-24T09:58:03.000Z', '30 days were'],
])('until %s is %s allowed', (deadline, said) => {
  const receipt = sampleReceipt({ clock: { ...sampleReceipt().clock, deadline } });
  expect(pageOf(receipt)).toContain(`${said} allowed.`);
});
