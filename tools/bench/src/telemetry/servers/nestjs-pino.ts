import { pinoModule } from './pino.ts';
import { serve } from './prices.ts';

await serve({ imports: [pinoModule()] });
