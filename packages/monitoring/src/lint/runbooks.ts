import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runbookFaults } from '../alerts/faults.ts';
import { ALERTS, WATCHDOG } from '../alerts/index.ts';
import { queryFaults } from '../promql/query-faults.ts';
import { blocksOf, parseRunbook } from './runbook.ts';

/**
 * The problems of a folder of runbooks, one per line: an alert without a page, a page without an alert, a query for
 * something that the catalogue does not have.
 */
export function pageFaults(folder: string): string[] {
  const files = readdirSync(folder).sort();
  const queries = files.flatMap((file) => {
    const runbook = parseRunbook(readFileSync(join(folder, file), 'utf8'));
    const faults = blocksOf(runbook, 'promql').flatMap(({ text }) => queryFaults(text));
    return faults.map((fault) => `docs/runbooks/${file}: ${fault}`);
  });
  return [...runbookFaults([...ALERTS.map(({ name }) => name), WATCHDOG.name], files), ...queries];
}
