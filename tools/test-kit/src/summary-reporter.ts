import { stripVTControlCharacters } from 'node:util';
import type { Reporter, TestModule } from 'vitest/node';
import { keepRuns } from './test-runs.ts';

/** In the name of tests that are skipped only because the user's `../shared` is missing; allowed everywhere. */
const SHARED = 'needs ../shared';

interface Thrown {
  readonly message: string;
  readonly cause?: unknown;
}

/** The first line of an error's message. */
function firstLine(error: Thrown | undefined): string {
  return stripVTControlCharacters(error?.message ?? 'no error given')
    .trim()
    .split('\n', 1)
    .join();
}

/** With its causes: of a worker that died, only they have its signal and its file. */
function withCauses(error: Thrown): string {
  const { cause } = error;
  const isThrown = typeof cause === 'object' && cause !== null && 'message' in cause;
  return isThrown ? `${firstLine(error)}: ${withCauses(cause as Thrown)}` : firstLine(error);
}

/** Why a module failed in which no test did: it does not load, or a hook of it threw. */
function moduleError(module: TestModule): string {
  const hookErrors = [...module.children.allSuites()].flatMap((suite) => suite.errors());
  return firstLine([...module.errors(), ...hookErrors][0]);
}

/**
 * Ends a test run with the names of skipped and failed tests and a last line: `N passed, N failed, N skipped`. Under
 * `CI`, a test skipped for any reason but the missing `../shared` fails the run. Keeps how each test ended, too.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly Thrown[]): void {
    const tests = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => ({
        name: `${module.relativeModuleId} > ${test.fullName}`,
        result: test.result(),
      })),
    );
    const skipped = tests.filter(({ result }) => result.state === 'skipped');
    const forbidden = process.env['CI'] ? skipped.filter(({ name }) => !name.includes(SHARED)) : [];
    const broken = modules.filter(
      (module) => module.state() === 'failed' && [...module.children.allTests('failed')].length === 0,
    );
    const failed = [
      ...tests.flatMap(({ name, result }) =>
        result.state === 'failed' ? [`${name}: ${firstLine(result.errors[0])}`] : [],
      ),
      ...broken.map((module) => `${module.relativeModuleId}: ${moduleError(module)}`),
      ...unhandled.map((error) => `outside any test: ${withCauses(error)}`),
      ...forbidden.map(({ name }) => `${name}: skipped under CI`),
    ];
    const passed = tests.filter(({ result }) => result.state === 'passed').length;
    const lines = [
      ...skipped.map(({ name }) => `skipped: ${name}`),
      ...failed.map((name) => `failed: ${name}`),
      `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`,
    ];
    process.stdout.write(`\n${lines.join('\n')}\n`);
    if (forbidden.length > 0) process.exitCode = 1;
    keepRuns(modules);
  }
}
