import { type StatsFs, statfsSync } from 'node:fs';
import { join } from 'node:path';
import type { Instruments, Log } from '@qt/catalogue';
import { countStart } from './service-starts.ts';

type DataFolderInstruments = Instruments<'qt_service_starts_total' | 'qt_data_free_bytes' | 'qt_data_size_bytes'>;

interface DataFolder {
  readonly folder: string;
  /** As in OpenTelemetry's `service.name`. */
  readonly service: string;
  readonly log: Log;
}

/**
 * Counts this start of the service in `QT_DATA_DIR` and, at each collection, measures the disk that the folder is on.
 * Returns how often the service has started; where that cannot be kept, 1, with a warning.
 */
export function watchDataFolder(instruments: DataFolderInstruments, { folder, service, log }: DataFolder): number {
  const disk = (bytes: (disk: StatsFs) => number) => () => {
    try {
      return [[bytes(statfsSync(folder)), {}] as const];
    } catch {
      return []; // the folder is gone: no value is better than an old one
    }
  };
  instruments.qt_data_free_bytes.observe(disk(({ bavail, bsize }) => bavail * bsize));
  instruments.qt_data_size_bytes.observe(disk(({ blocks, bsize }) => blocks * bsize));
  let starts = 1;
  try {
    starts = countStart(join(folder, `${service}.starts`));
  } catch (error) {
    log.warn('The number of starts cannot be kept: a crash loop will not show as one', { data_dir: folder, error });
  }
  instruments.qt_service_starts_total.add(starts);
  return starts;
}
