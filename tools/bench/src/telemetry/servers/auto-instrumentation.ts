import { pinoModule } from './pino.ts';
import { serve } from './prices.ts';

// Preloaded: @opentelemetry/auto-instrumentations-node/register and the hook for ES modules.
await serve({ imports: [pinoModule()] });
