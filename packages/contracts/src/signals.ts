import { z } from 'zod';
import { action, profile } from './choices.ts';
import { instant, modelVersion, probability, symbol } from './values.ts';

/** A profile's latest scan. */
export const signals = z
  .object({
    profile,
    model_version: modelVersion,
    items: z.array(z.object({ symbol, action, confidence: probability, at: instant })),
  })
  .meta({ id: 'Signals' });
export type Signals = z.infer<typeof signals>;
