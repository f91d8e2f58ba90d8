import { setTimeout as pause } from 'node:timers/promises';
import { EXIT_CONFIGURATION } from '@qt/contracts';
import { StoreUnavailable } from '@qt/sqlite';
import type { Telemetry } from '@qt/telemetry';
import { onLostLines } from '@qt/telemetry/lost-lines';
import { BadEnvironment } from './environment.ts';
import { startPatiently } from './patience.ts';
import { fieldsOf, isStoreError, type StoreError } from './store-error.ts';

/** The limit for a stop, including drain and flush, in ms. */
const STOP_WITHIN_MS = 9000;

/**
 * Reads a service's configuration and locks its data folder. If that fails, prints every fault in one JSON line and exits
 * with code 78. For `instrumentation.ts`, where there is no telemetry yet.
 */
export function configureOrExit<T>(service: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadEnvironment) {
      printError(service, `bad environment:\n${error.message}`, { faults: error.faults });
    } else if (error instanceof StoreUnavailable) printError(service, error.message, { file: error.file });
    else throw error;
    process.exit(EXIT_CONFIGURATION);
  }
}

/** A line of the log before there is one. */
export function printError(service: string, message: string, fields: object): void {
  const line = { timestamp: new Date().toISOString(), level: 'error', message, service, ...fields };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Whether a restart would fail in the same way: a damaged file stays damaged. */
function isPermanent(error: unknown): error is BadEnvironment | StoreError {
  return error instanceof BadEnvironment || (isStoreError(error) && !error.mayPass);
}

/** What a start has made. */
export interface Running {
  close(): Promise<unknown>;
  /** Rejects when it cannot go on. */
  readonly failed?: Promise<never>;
}

/**
 * Runs a service until SIGTERM or SIGINT, then drains, flushes the telemetry and exits with 0. A store that is locked,
 * unwritable or cannot be reached is waited for.
 */
export async function main(telemetry: Telemetry, start: () => Promise<Running>): Promise<void> {
  const service: Started = { running: undefined };
  stopOnSignal(service, telemetry);
  try {
    service.running = await startPatiently(start, async (error, ms) => {
      telemetry.log.error(`${error.message}; trying again in ${ms / 1000} s`, fieldsOf(error));
      await pause(ms);
    });
    await service.running.failed;
  } catch (error) {
    const permanent = isPermanent(error);
    if (isStoreError(error)) telemetry.log.error(error.message, fieldsOf(error));
    else telemetry.log.error(permanent ? error.message : 'the start failed', permanent ? {} : { error });
    await telemetry.shutdown();
    process.exit(permanent ? EXIT_CONFIGURATION : 1);
  }
}

interface Started {
  /** Undefined: still starting. */
  running: Running | undefined;
}

function stopOnSignal(service: Started, telemetry: Telemetry): void {
  let stopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    telemetry.log.info('stopping', { signal });
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    await service.running?.close();
    telemetry.log.event('service.stopped', { signal });
    await telemetry.shutdown();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  if (process.env['QT_STOP_WITH_STDIN'] !== '1') return;
  // `start` holds the other end. If it is killed, nothing must keep trading unattended.
  process.stdin.once('end', () => stop('SIGTERM'));
  onLostLines(process.stdin, (lines) => telemetry.instruments.qt_log_lines_dropped_total.add(lines));
}
