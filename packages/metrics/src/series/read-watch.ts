import type { Log } from '@qt/catalogue';

/** Hears at each collection whether a metric could be read: a gauge's `observe` function may throw. */
export interface ReadWatch {
  succeeded(metric: string): void;
  failed(metric: string, error: unknown): void;
}

/** Logs when a metric becomes unreadable, and when it can be read again. */
export function createReadWatch(log: Pick<Log, 'info' | 'error'>): ReadWatch {
  const failing = new Set<string>();
  return {
    succeeded(metric) {
      if (failing.delete(metric)) log.info('A metric can be read again', { metric });
    },
    failed(metric, error) {
      if (!failing.has(metric)) log.error('A metric cannot be read and is absent', { metric, error });
      failing.add(metric);
    },
  };
}
