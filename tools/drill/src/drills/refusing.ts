import type { HttpGate } from '../scene/http-gate.ts';

/** Has what is between two parts answer paths with a status. */
export function refusing(gate: HttpGate, refuses: HttpGate['refuses']): () => void {
  gate.refuses = refuses;
  return () => {
    gate.refuses = () => undefined;
  };
}
