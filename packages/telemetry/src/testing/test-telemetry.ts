import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceName } from '@qt/catalogue';
import { startTelemetry, type TelemetryOptions } from '../start-telemetry.ts';
import type { Telemetry } from '../telemetry.ts';

/** A log line as an operator's tools see it. */
export type LogLine = Readonly<Record<string, unknown>>;

export interface TestTelemetry<S extends ServiceName> {
  readonly telemetry: Telemetry<S>;
  /** Every line written so far, parsed. */
  readonly lines: readonly LogLine[];
  /** Shuts down and takes the data directory away. */
  stop(): Promise<void>;
}

/** The real telemetry of a service with its own data directory, its log lines kept instead of printed. */
export function startTestTelemetry<S extends ServiceName>(
  service: S,
  options: Partial<TelemetryOptions<S>> = {},
): TestTelemetry<S> {
  const dataDir = mkdtempSync(join(tmpdir(), 'qt-telemetry-'));
  const lines: LogLine[] = [];
  const telemetry = startTelemetry({
    service,
    version: '0.0.0-test',
    dataDir,
    admitted: { symbol: ['BTCUSDT', 'ETHUSDT'], profile: ['conservative', 'balanced', 'aggressive'] },
    env: {},
    sink: { write: (line) => void lines.push(JSON.parse(line)) },
    ...options,
  });
  return {
    telemetry,
    lines,
    async stop() {
      await telemetry.shutdown();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
