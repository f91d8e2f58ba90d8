import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const load = createRequire(import.meta.url);

/**
 * Loads a package when a setting asks for it, and at once: a service's telemetry starts before anything else of it
 * and cannot be waited for. As the module that `import` would give, so that what both need is loaded once: as CommonJS
 * it would bring its own copy of the SDK.
 *
 * @throws Error for a package that is not installed
 */
export function onDemand<M>(name: string): M {
  return load(fileURLToPath(import.meta.resolve(name))) as M;
}
