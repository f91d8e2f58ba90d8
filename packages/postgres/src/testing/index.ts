export { ChaosPool, MISHAPS, type Mishap } from './chaos-pool.ts';
