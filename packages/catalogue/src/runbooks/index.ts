export { type Block, blocksOf, parseRunbook, promises, type Runbook } from './runbook.ts';
