import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule, TestSuite, Vitest } from 'vitest/node';
import { z } from 'zod';

/** Names the file for the results: vitest passes no options to a reporter from its command line. */
export const RESULTS_FILE = 'VITEST_RESULTS_FILE';

const failure = z.object({ where: z.string(), what: z.string(), message: z.string() });

/** The result of a vitest run: the number of passed tests, and all failures. */
export const vitestResults = z.object({ passed: z.int(), failures: z.array(failure) });
type Failure = z.infer<typeof failure>;
type Thrown = Pick<Error, 'message'> & { name?: string };

/**
 * A vitest reporter that writes `vitestResults` to the file that `VITEST_RESULTS_FILE` names. A failed hook, a file
 * that cannot be loaded or did not finish, and an error that no test awaited are failures too: they fail the run, but
 * no test reports them.
 */
export default class VitestResults implements Reporter {
  private root = '';

  onInit(vitest: Vitest): void {
    this.root = vitest.config.root;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly Thrown[]): void {
    const file = process.env[RESULTS_FILE];
    if (file === undefined) throw new Error(`${RESULTS_FILE} names no file`);
    const passed = modules.reduce((sum, module) => sum + [...module.children.allTests('passed')].length, 0);
    const outside = unhandled.map((error) => ({ where: 'outside of tests', what: 'unhandled', message: said(error) }));
    const failures = [...modules.flatMap(failuresOf), ...outside];
    writeFileSync(file, JSON.stringify({ passed, failures } satisfies z.infer<typeof vitestResults>));
  }
}

function failuresOf(module: TestModule): Failure[] {
  const where = [module.project.name, module.relativeModuleId].filter(Boolean).join('  ');
  const tests = [...module.children.allTests('failed')].map((test) => ({
    where,
    what: test.fullName,
    message: said(test.result().errors?.[0]),
  }));
  const suites = [...module.children.allSuites()].flatMap((suite) => ofSuite(suite, suite.fullName));
  const around = [...ofSuite(module, 'the file as a whole'), ...suites].map((each) => ({ where, ...each }));
  const unended = module.state() === 'pending' || module.state() === 'queued';
  return [
    ...tests,
    ...around,
    ...(unended ? [{ where, what: 'the file as a whole', message: 'It was not run to its end' }] : []),
  ];
}

const ofSuite = (suite: TestModule | TestSuite, what: string): Omit<Failure, 'where'>[] =>
  suite.errors().map((error) => ({ what, message: said(error) }));

const said = (error: Thrown | undefined): string =>
  error === undefined ? '' : [error.name, error.message].filter(Boolean).join(': ');
