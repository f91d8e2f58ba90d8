import type { ProcessSpec } from './process-spec.ts';

/** What runs: stages that start one after the other, the services last. */
export interface Plan {
  readonly tools: readonly (readonly ProcessSpec[])[];
  readonly services: readonly ProcessSpec[];
  /** URLs of the tools by variable. */
  readonly urls: Readonly<Record<string, string>>;
}
