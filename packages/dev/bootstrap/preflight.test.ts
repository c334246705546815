import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkMachine } from './preflight.mjs';

let tools: string;
beforeEach(() => {
  tools = mkdtempSync(join(tmpdir(), 'crescendo-tools-'));
});
afterEach(() => rmSync(tools, { recursive: true, force: true }));

const everything: Record<string, string> = { java: 'openjdk version "17.0.15"', mvn: 'Apache Maven', python3: '' };
const machine = (programs: Record<string, string>) => ({ env: {}, tools, ask: (name: string) => programs[name] });

test('a machine that has everything passes', () => {
  expect(() => checkMachine(machine(everything))).not.toThrow();
});

test('all that is missing is named at once, with how to get it', () => {
  const check = () => checkMachine(machine({}));
  expect(check).toThrow(/Java 17[\s\S]*apt-get install openjdk-17[\s\S]*Maven[\s\S]*Python 3\.10[\s\S]*KAFKA_BROKERS/);
});

test.each(['openjdk version "11.0.2"', 'java version "1.8.0_202"', 'something else'])(
  '%s is too old a Java',
  (java) => {
    expect(() => checkMachine(machine({ ...everything, java }))).toThrow('Java 17');
  },
);

test('engines that run elsewhere need nothing here', () => {
  const env = { KAFKA_BROKERS: 'broker:9092', MONGODB_URI: 'mongodb://db' };
  expect(() => checkMachine({ ...machine({}), env })).not.toThrow();
});

test('who asked for the fast database needs no Python: it is compiled with cargo, which is asked for when it is time', () => {
  const { java, mvn } = everything;
  const check = { ...machine({ java: java ?? '', mvn: mvn ?? '' }), env: { CRESCENDO_DATABASE: 'fast' } };
  expect(() => checkMachine(check)).not.toThrow();
});

test('what was fetched before needs no tool to fetch it, but Java to run it', () => {
  for (const engine of ['kafka', 'secantus']) mkdirSync(join(tools, engine));
  const { java } = everything;
  expect(() => checkMachine(machine({ java: java ?? '' }))).not.toThrow();
  expect(() => checkMachine(machine({}))).toThrow('Java 17');
});
