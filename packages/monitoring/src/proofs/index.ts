export type { Case, Expectation, Told } from './cases/case.ts';
export { CASES } from './cases/index.ts';
