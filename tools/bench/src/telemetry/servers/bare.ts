// The API has its contracts with or without telemetry.
import '@qt/contracts';
import { serve } from './prices.ts';

await serve();
