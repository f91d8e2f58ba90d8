import { openPage } from '@qt/test-kit';
import type { Scene } from '../scene/scene.ts';
import type { Drill } from './drill.ts';
import { traffic } from './traffic.ts';

/** What a page reports every 5 s that fails at each update: as many errors as it keeps, within the API's limit of reports. */
function failingPage({ system }: Scene): Promise<unknown> {
  const at = 'index-drill.js:1:200';
  const error = { kind: 'error', error_type: 'TypeError', at, fingerprint: '0badc0de' } as const;
  const body = { build: 'drill', spans: [], errors: Array.from({ length: 20 }, () => error) };
  return system.api().browserTelemetry({ body });
}

const EVERY_MS = 5_000;

export const consoleBroken: Drill = {
  alert: 'ConsoleBroken',
  cause: 'errors',
  fault: 'a browser reports the errors of a build of the console that fails at each update',
  end: 'its tab is closed, and 15 min of the scale pass',
  async make(scene) {
    await failingPage(scene);
    return traffic(EVERY_MS, () => failingPage(scene));
  },
};

export const consoleNotStarted: Drill = {
  alert: 'ConsoleBroken',
  cause: 'not_started',
  fault: 'a browser opens the console again and again, whose script is refused',
  end: 'nobody opens it any more, and 15 min of the scale pass',
  // With a broken build nothing follows.
  make: async ({ system }) => traffic(1_000, () => openPage(system.url('api'))),
};
