import { serve } from './prices.ts';

await serve();
