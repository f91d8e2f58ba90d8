export { type Block, blocksOf, expectedOutput, parseRunbook, type Runbook } from './runbook.ts';
