/** The `mutate` command: mutates each rule and reports which mutants no case detects. An argument selects mutants by id. */
import { promtool } from '../promtool/promtool.ts';
import { LEAST_KILLED, reportOf } from './report.ts';
import { mutate } from './run.ts';

const [only = '', ...rest] = process.argv.slice(2);
if (rest.length > 0) {
  process.stderr.write(`mutate: expected at most one argument, actual '${process.argv.slice(2).join(' ')}'\n`);
  process.exit(2);
}
if (promtool === undefined) {
  process.stderr.write('mutate: needs promtool, which `npx pnpm@12 tools` builds\n');
  process.exit(1);
}
const results = await mutate({ only });
if (results.length === 0) {
  process.stderr.write(`mutate: expected a part of a mutant's id, actual '${only}'\n`);
  process.exit(2);
}
const { text, problems, killed, total } = reportOf(results);
process.stdout.write(`${text}\n`);
const failures = only === '' ? problems : problems.filter((problem) => problem.startsWith('survived'));
for (const problem of failures) process.stderr.write(`mutate: ${problem}\n`);
process.exitCode = failures.length > 0 || (only === '' && killed / total < LEAST_KILLED) ? 1 : 0;
