import type { Story } from '../story.ts';
import { healthy } from './healthy.ts';
import { providers } from './providers.ts';
import { services } from './services.ts';
import { telemetry } from './telemetry.ts';
import { trading } from './trading.ts';

export const STORIES: readonly Story[] = [...healthy, ...providers, ...services, ...trading, ...telemetry];

/** Alerts that no story shows yet. */
export const WITHOUT_STORY: readonly string[] = [
  'ApiErrorSpike',
  'CacheMisses',
  'ProviderFailureRate',
  'ProviderCircuitOpen',
  'ModelConfidenceDrop',
  'DataDiskFilling',
  'EventLoopHeld',
  'ClockSkew',
  'RetrainOverdue',
  'TelemetryExportFailing',
  'CollectorDown',
  'LogShippingStopped',
  'AlertDeliveryFailing',
  'TelemetrySeriesOverflow',
  'ApiAvailabilityFastBurn',
  'ApiAvailabilitySlowBurn',
  'ApiLatencyFastBurn',
  'ApiLatencySlowBurn',
];
