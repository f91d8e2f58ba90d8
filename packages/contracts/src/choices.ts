import { ACTIONS, DENIAL_REASONS, JOBS, PROFILES, PROVIDERS } from '@qt/catalogue';
import { z } from 'zod';

// The catalogue's choices as schemas that every route shares, so that a contract has each of them once.

export const profile = z
  .enum(PROFILES)
  .meta({ id: 'Profile', description: 'A trading profile', examples: ['balanced'] });
export const provider = z.enum(PROVIDERS).meta({ id: 'Provider', description: 'A source of prices' });
export const action = z.enum(ACTIONS).meta({ id: 'Action', description: 'What a signal says to do' });
export const denialReason = z.enum(DENIAL_REASONS).meta({ id: 'DenialReason', description: 'Why an order was denied' });
export const jobId = z.enum(JOBS).meta({ id: 'JobId', description: 'A scheduled job', examples: ['signal_scan'] });
