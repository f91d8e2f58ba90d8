import type { Reporter, TestModule } from 'vitest/node';

/** In the name of tests that are skipped only because the user's `../shared` is missing; allowed everywhere. */
const SHARED = 'needs ../shared';

/**
 * Ends a test run with the names of skipped tests and a last line: `N passed, N failed, N skipped`. Under `CI`, a test
 * skipped for any reason but the missing `../shared` fails the run.
 */
export default class SkipsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const skipped = tests.filter((test) => test.result().state === 'skipped');
    const broken = modules.filter(
      (module) => module.state() === 'failed' && [...module.children.allTests('failed')].length === 0,
    );
    const forbidden = process.env['CI'] ? skipped.filter((test) => !test.fullName.includes(SHARED)) : [];
    const failed = tests.filter((test) => test.result().state === 'failed').length + broken.length + unhandled.length;
    const out = [
      ...skipped.map((test) => `skipped: ${test.module.relativeModuleId} > ${test.fullName}`),
      ...forbidden.map((test) => `failed because it was skipped under CI: ${test.fullName}`),
      `${tests.filter((test) => test.result().state === 'passed').length} passed, ${failed + forbidden.length} failed, ${skipped.length} skipped`,
    ];
    process.stdout.write(`\n${out.join('\n')}\n`);
    if (forbidden.length > 0) process.exitCode = 1;
  }
}
