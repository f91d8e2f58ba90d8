import { actRoutes } from './acts.ts';
import { browserTelemetryRoutes } from './browser-telemetry.ts';
import { timelineRoutes } from './events.ts';
import { sessionRoutes } from './session.ts';
import { streamRoutes } from './stream.ts';
import { traceRoutes } from './traces.ts';
import { whyRoutes } from './why.ts';

/** What the operator's console calls, at the API. It reads the API's other routes too, with the same session. */
export const consoleRoutes = {
  ...sessionRoutes,
  ...actRoutes,
  ...streamRoutes,
  ...timelineRoutes,
  ...whyRoutes,
  ...traceRoutes,
  ...browserTelemetryRoutes,
};
