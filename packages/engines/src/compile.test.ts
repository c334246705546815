import { expect, test } from 'vitest';
import { cratesCompiled } from './compile.ts';

test("how far cargo is, is read from its progress bar's last state", () => {
  const said =
    '   Compiling serde v1.0\n    Building [===>     ] 45/203: syn, serde\r    Building [====>    ] 46/203: syn\r';
  expect(cratesCompiled(said)).toEqual({ done: 46, all: 203 });
});

test('while crates are fetched there is nothing to count', () => {
  expect(cratesCompiled('    Updating crates.io index\n Downloading crates ...\n')).toBeUndefined();
});
