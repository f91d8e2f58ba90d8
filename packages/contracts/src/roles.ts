import { z } from 'zod';

/** What a person may do, each as the one before and more: read, trade, operate. */
export const ROLES = ['viewer', 'trader', 'operator'] as const;
export type Role = (typeof ROLES)[number];
export const role = z.enum(ROLES).meta({ id: 'Role', description: 'What a person may do, in ascending order' });
