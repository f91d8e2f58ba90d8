import { join } from 'node:path';
import type { ServiceId } from '@qt/contracts';
import type { ProcessSpec } from './process-spec.ts';
import { addressOf, type Settings } from './settings.ts';

/** V8's young generation, unbounded, takes 67 MB of an idle API and never returns them. */
const NODE_FLAGS = ['--enable-source-maps', '--max-semi-space-size=4'];

/** How each service of these settings is started. */
export function serviceSpecs(root: string, settings: Settings, more: NodeJS.ProcessEnv = {}): ProcessSpec[] {
  return settings.services.map((service) => ({
    name: service,
    kind: 'service',
    command: process.execPath,
    args: [...NODE_FLAGS, '--import', './dist/instrumentation.js', 'dist/main.js'],
    cwd: join(root, 'apps', service satisfies ServiceId),
    env: { NODE_COMPILE_CACHE: compileCache(root), ...settings.envOf(service), ...more, QT_STOP_WITH_STDIN: '1' },
    url: addressOf(service, settings.env),
    readyUrl: `${addressOf(service, settings.env)}/health/ready`,
  }));
}

/** Where Node keeps the compiled code of a service's modules between its starts, which saves a seventh of each. */
function compileCache(root: string): string {
  return join(root, 'node_modules/.cache/node');
}
