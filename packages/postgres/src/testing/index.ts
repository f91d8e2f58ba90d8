export { ChaosPool, MISHAPS, type Mishap } from './chaos-pool.ts';
export { nextTerm } from './next-term.ts';
export { openWithMishaps } from './open-with-mishaps.ts';
