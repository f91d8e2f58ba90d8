import type { Story } from '../story.ts';
import { consoles } from './console.ts';
import { healthy } from './healthy.ts';
import { providers } from './providers.ts';
import { services } from './services.ts';
import { telemetry } from './telemetry.ts';
import { trading } from './trading.ts';
import { users } from './users.ts';
import { week } from './week.ts';

export const STORIES: readonly Story[] = [
  ...healthy,
  ...providers,
  ...services,
  ...trading,
  ...users,
  ...telemetry,
  ...consoles,
  week,
];
