export { pageFaults } from './page-faults.ts';
export { type Block, blocksOf, parseRunbook, promises, type Runbook } from './runbook.ts';
