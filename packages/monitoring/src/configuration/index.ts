import { COMPOSE_VARIABLES } from './compose.ts';
import { SERVICE_VARIABLES } from './services.ts';
import { STACK_VARIABLES } from './stack.ts';
import { TELEMETRY_VARIABLES } from './telemetry.ts';
import type { VariableGroup } from './variable.ts';

export { SERVICE_VARIABLES } from './services.ts';
export { EVERY_SERVICE, type Reader, type Variable, type VariableGroup } from './variable.ts';

/** Every environment variable of the project. */
export const VARIABLES: readonly VariableGroup[] = [
  ...SERVICE_VARIABLES,
  TELEMETRY_VARIABLES,
  ...STACK_VARIABLES,
  COMPOSE_VARIABLES,
];
