import type { Log } from '@qt/catalogue';
import { amount } from '@qt/domain';
import { recordingInstruments, recordingLog } from '@qt/telemetry/testing';
import type { ApiConfig } from '../../config.ts';
import { fake } from '../../fake.fixture.ts';
import type { RiskGuardGateway } from '../guard/risk-guard.gateway.ts';
import type { LedgerRepository } from '../ledger/ledger.repository.ts';
import { OrderRecorder } from '../orders/order-recorder.ts';
import { orderService } from '../trading.fixture.ts';
import type { ListedFill, Venue } from '../venue/venue.ts';
import { DifferenceSettlementService } from './difference-settlement.service.ts';
import { ExchangeStatus } from './exchange-status.ts';
import { MissedFillsService } from './missed-fills.service.ts';
import type { ReconciliationRepository } from './reconciliation.repository.ts';
import { ReconciliationService } from './reconciliation.service.ts';

interface Ports {
  readonly repository: ReconciliationRepository;
  readonly ledger: LedgerRepository;
  readonly guard: RiskGuardGateway;
  readonly venue: Venue;
  readonly now: () => number;
  readonly log?: Pick<Log, 'event' | 'warn'>;
}

/** Orders in BTCUSDT and ETHUSDT whose ledger is compared with the venue. */
export function reconciling({ repository, ledger, guard, venue, now, log = recordingLog().log }: Ports) {
  const exchange = new ExchangeStatus({ keepsBooks: venue.booksUrl !== null });
  const recorder = new OrderRecorder(recordingInstruments().instruments, recordingLog().log);
  const orders = orderService({ ledger, guard, venue, now, recorder, exchange });
  const missed = new MissedFillsService(ledger, recorder);
  const config = fake<ApiConfig>({ QT_SYMBOLS: ['BTCUSDT', 'ETHUSDT'] });
  const parts = [venue, ledger, repository, orders, missed, exchange, config, log, now] as const;
  const reconciliation = new ReconciliationService(...parts);
  const settlement = new DifferenceSettlementService(
    reconciliation,
    exchange,
    repository,
    missed,
    ledger,
    orders,
    log,
    now,
  );
  return { status: exchange, repository, orders, reconciliation, settlement };
}

/** A fill of somebody else on the same account, with a commission in USDT. */
export function aForeignFill(side: 'buy' | 'sell', quantity: string, filledAt: number, id = 'foreign-1'): ListedFill {
  return {
    id,
    side,
    symbol: 'BTCUSDT',
    venueOrderId: `web-${id}`,
    quantity: amount(quantity),
    price: amount('60000'),
    commission: amount('6'),
    commissionAsset: 'USDT',
    filledAt,
  };
}
