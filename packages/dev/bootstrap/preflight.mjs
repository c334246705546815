import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TOOLS } from '../../engines/src/tools/paths.mjs';

/**
 * Throws when this machine lacks something that the engines need; names all of it, and how to get it. What is already
 * fetched needs no tool to fetch it.
 */
export function checkMachine({ env = process.env, tools = TOOLS, ask = askProgram } = {}) {
  const missing = [];
  if (!env.KAFKA_BROKERS) {
    if (!(javaVersion(ask) >= 17))
      missing.push(lack('Java 17 or newer, for Kafka', 'openjdk-17-jre-headless', 'openjdk@17'));
    if (!existsSync(join(tools, 'kafka')) && ask('mvn', ['-v']) === undefined) {
      missing.push(lack('Maven, to fetch Kafka', 'maven', 'maven'));
    }
  }
  const hasDatabase = ['secantus', 'secantusd-rs'].some((each) => existsSync(join(tools, each)));
  const fetchesSmall = !env.MONGODB_URI && !hasDatabase && env.CRESCENDO_DATABASE !== 'fast';
  if (fetchesSmall && ask('python3', ['-c', PYTHON]) === undefined) {
    missing.push(lack('Python 3.10 or newer with venv, for the database', 'python3 python3-venv', 'python'));
  }
  if (missing.length === 0) return;
  throw new Error(`This machine lacks:
${missing.join('\n')}
Or use engines that run elsewhere: KAFKA_BROKERS=host:port and MONGODB_URI=mongodb://admin:password@host:port/`);
}

const PYTHON = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))';

function lack(what, debian, homebrew) {
  return `  - ${what}\n      Debian, Ubuntu:  apt-get install ${debian}\n      macOS:           brew install ${homebrew}`;
}

/** @returns {number} NaN if there is no Java */
function javaVersion(ask) {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(ask('java', ['-version']) ?? '') ?? [];
  return Number(first === '1' ? second : first);
}

/** A program's output; undefined if it is missing or fails. */
function askProgram(program, args) {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  return status === 0 ? `${stdout}${stderr}` : undefined;
}
