import { byteSearch } from './byte-search.ts';
import { freshText } from './fresh-text.ts';
import { formsOf, type Mark } from './marks.ts';
import type { Sink } from './sink.ts';

/** A mark found in clear: which one, in which form and where. Never the value. */
export type Found = { mark: string; form: string; sink: string; place: string };

export type ScanResult = {
  found: Found[];
  /** How much was searched, by sink. */
  read: { sink: string; passages: number; bytes: number }[];
  /** Sinks whose planted mark was not found: the result says nothing about them. */
  blind: string[];
};

/**
 * Searches everything in the sinks for marks. To prove that the search works, it first plants a fresh mark in clear in
 * each sink, looks for it in the same search, and removes it again.
 */
export async function scan({ marks, sinks }: { marks: readonly Mark[]; sinks: readonly Sink[] }): Promise<ScanResult> {
  const planted = sinks.map((sink) => ({ name: `planted in ${sink.name}`, value: `planted${freshText()}`, sink }));
  const takeAway = await Promise.all(planted.map(({ sink, value }) => sink.plant(value)));
  try {
    const { found, read } = await search([...marks, ...planted], sinks);
    const seen = (name: string, sink: Sink) => found.some((each) => each.mark === name && each.sink === sink.name);
    return {
      found: found.filter(({ mark }) => planted.every(({ name }) => name !== mark)),
      read,
      blind: planted.filter(({ name, sink }) => !seen(name, sink)).map(({ sink }) => sink.name),
    };
  } finally {
    await Promise.all(takeAway.map((undo) => undo()));
  }
}

async function search(marks: readonly Mark[], sinks: readonly Sink[]): Promise<Omit<ScanResult, 'blind'>> {
  const forms = marks.flatMap(formsOf);
  const occurring = byteSearch(forms.map(({ bytes }) => bytes));
  const found = new Map<string, Found>();
  const read: ScanResult['read'] = [];
  for (const sink of sinks) {
    const amount = { sink: sink.name, passages: 0, bytes: 0 };
    for await (const { place, bytes } of sink.read()) {
      amount.passages += 1;
      amount.bytes += bytes.length;
      for (const index of occurring(bytes)) {
        const { mark, form } = forms[index] ?? {};
        if (!mark || !form) continue;
        const one = { mark: mark.name, form, sink: sink.name, place };
        found.set(JSON.stringify(one), one);
      }
    }
    read.push(amount);
  }
  return { found: [...found.values()], read };
}
