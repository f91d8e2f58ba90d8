import { Inject, Injectable } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import type { Log } from '@qt/catalogue';
import type { FeatureVector } from '@qt/model';
import { NOW } from '@qt/nest-service';
import { LOG, TELEMETRY, type Telemetry } from '@qt/telemetry';
import type { Signal } from '../signals/signal.ts';
import type { TradingReport } from '../trading/strategy/trading-report.ts';
import { DecisionsRepository } from './decisions.repository.ts';

/** Keeps what a scan decided and why. A failure is logged and holds nothing up: the trade is worth more than its record. */
@Injectable()
export class DecisionRecorder {
  constructor(
    private readonly decisions: DecisionsRepository,
    @Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'requestId'>,
    @Inject(LOG) private readonly log: Pick<Log, 'error'>,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  /** `report`: what became of the signals of one profile. */
  async record(
    signals: readonly Signal[],
    features: ReadonlyMap<string, FeatureVector>,
    report: TradingReport,
  ): Promise<void> {
    const requestId = this.telemetry.requestId() ?? '';
    const traceId = trace.getActiveSpan()?.spanContext().traceId ?? null;
    const recorded = signals.map((signal) => ({
      ...signal,
      features: [...(features.get(signal.symbol) ?? [])],
      requestId,
      traceId,
      outcome: outcomeOf(signal, report),
    }));
    try {
      await this.decisions.save(recorded, this.now());
    } catch (error) {
      this.log.error('the decisions of a scan could not be kept', { error });
    }
  }
}

/** A report names denials by reason only, so each of its buys may have met any of them. */
function outcomeOf({ symbol, action }: Signal, { failures, denials }: TradingReport): string {
  const failure = failures.find((one) => one.symbol === symbol);
  if (failure !== undefined) return failure.error;
  const reasons = Object.keys(denials);
  return action === 'buy' && reasons.length > 0 ? `denied in this scan: ${reasons.join(', ')}` : '';
}
