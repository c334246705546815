#!/usr/bin/env node
import { createInterface } from 'node:readline/promises';
import { run } from './run.ts';
import type { Terminal } from './surroundings.ts';

const { stdin, stdout, stderr } = process;

const terminal: Terminal = {
  get columns() {
    return stdout.columns || Number.POSITIVE_INFINITY; // some terminals do not report their width
  },
  async ask(question) {
    const lines = createInterface({ input: stdin, output: stderr });
    try {
      return await lines.question(question);
    } finally {
      lines.close();
    }
  },
};

process.exitCode = await run(process.argv.slice(2), {
  environment: process.env,
  directory: process.cwd(),
  out: (text) => void stdout.write(text),
  err: (text) => void stderr.write(text),
  terminal: stdin.isTTY && stdout.isTTY ? terminal : undefined,
});
