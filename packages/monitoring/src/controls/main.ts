/**
 * `npx pnpm@12 controls [unit] [e2e]`: each rule with the last run of its proofs on this checkout. Exit code 1 where a proof
 * has not passed. With a kind of tests, only proofs of that kind are asked for.
 */
import { resolve } from 'node:path';
import type { Proof } from './control.ts';
import { evidenceOf, readRuns } from './evidence.ts';
import { RULEBOOKS } from './rulebooks.ts';

const ROOT = resolve(import.meta.dirname, '../../../..');
const kinds = process.argv.slice(2);
const isAskedFor = ({ file }: Proof) => kinds.length === 0 || kinds.includes(file.startsWith('e2e/') ? 'e2e' : 'unit');

const runs = readRuns(ROOT);
let passed = 0;
let failed = 0;
for (const { title, controls } of RULEBOOKS) {
  for (const { rule, answer } of controls) {
    if ('proofs' in answer) for (const proof of answer.proofs.filter(isAskedFor)) show(`${title} ${rule}`, proof);
    else process.stdout.write(`${title} ${rule}: does not apply: ${answer.notApplicable}\n`);
  }
}
process.stdout.write(`controls: ${passed} proofs passed, ${failed} did not\n`);
if (failed > 0 || passed === 0) process.exitCode = 1;

function show(rule: string, proof: Proof): void {
  const evidence = evidenceOf(proof, runs, ROOT);
  if (evidence.passed) passed += 1;
  else failed += 1;
  const result = evidence.passed ? `passed at ${evidence.at}` : `NOT PROVEN (${evidence.why})`;
  process.stdout.write(`${rule}: ${result}: ${proof.file} > ${proof.test}\n`);
}
