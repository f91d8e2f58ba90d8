import type { Instruments, Log } from '@qt/catalogue';
import type { FailoverListener } from './failover.ts';

interface FailoverRecords {
  readonly instruments: Instruments<'qt_provider_failovers_total'>;
  readonly log: Pick<Log, 'event'>;
}

/** Counts and logs failovers from Binance to CoinGecko. The series exists from the start. */
export function failoverRecorder({ instruments, log }: FailoverRecords): FailoverListener {
  const labels = { from: 'binance', to: 'coingecko' } as const;
  instruments.qt_provider_failovers_total.declare(labels);
  return (from, to, { message }, missing) => {
    instruments.qt_provider_failovers_total.add(1, labels);
    const [symbol] = missing;
    const which = missing.length === 1 && symbol !== undefined ? { symbol } : { symbols: missing.length };
    log.event('provider.failover', { ...which, from, to, error: message });
  };
}
