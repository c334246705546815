import { expect, test } from 'vitest';
import { page } from './page.ts';
import type { Receipt } from './receipt.ts';
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
    ...['receipt.json', '/keys.json'],
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
  expect(pageOf(late)).toContain('<p class="late">It took 54 min 37 s: 2 min 40 s more than the 51 min 57 s');
  expect(plainText(late)).toContain('2 min 40 s more than');
});
