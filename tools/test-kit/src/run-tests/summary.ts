/** What a test run printed in the end, added over all runs of one command. */
interface Summary {
  readonly passed: number;
  readonly failed: number;
  /** `file > test: first line of the error` */
  readonly failures: readonly string[];
  /** `file > test (needs tool)` */
  readonly skipped: readonly string[];
}

const COUNTS = /^(\d+) passed, (\d+) failed, (\d+) skipped$/;
const FAILED = /^failed: (.+)$/;
const SKIPPED = /^skipped: (.+)$/;

/** Adds up the closing lines of `summary-reporter.ts`, also where turbo replays them from its cache. */
export function summaryOf(output: string): Summary {
  const lines = output.split('\n').map((line) => line.trim());
  const counts = lines.flatMap((line) => {
    const [, passed, failed] = COUNTS.exec(line) ?? [];
    return passed === undefined ? [] : [{ passed: Number(passed), failed: Number(failed) }];
  });
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
    failures: lines.flatMap((line) => FAILED.exec(line)?.[1] ?? []),
    skipped: lines.flatMap((line) => SKIPPED.exec(line)?.[1] ?? []),
  };
}

/** The end of a test command: what was skipped and what failed, by name, and one line with the counts. */
export function closingLines({ passed, failed, failures, skipped }: Summary): string {
  const names = [...skipped.map((name) => `skipped: ${name}\n`), ...failures.map((name) => `failed: ${name}\n`)].join(
    '',
  );
  return `\n${names}${passed} passed, ${failed} failed, ${skipped.length} skipped\n`;
}
