import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);

/**
 * Loads a package when a setting asks for it, and at once: a service's telemetry starts before anything else of it
 * and cannot be waited for. gRPC alone is 30 MB of memory and a tenth of a second.
 */
export function onDemand<M>(name: string): M {
  return load(name) as M;
}
