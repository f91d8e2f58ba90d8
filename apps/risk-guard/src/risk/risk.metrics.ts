import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ACCOUNT_DENIAL_REASONS, type Instruments, TRADING_STATES } from '@qt/catalogue';
import { INSTRUMENTS } from '@qt/telemetry';
import { tradingDenials } from '../domain/check-order.ts';
import { RiskEngine } from './risk-engine.ts';

export type RiskInstruments = Instruments<
  | 'qt_risk_daily_loss'
  | 'qt_risk_daily_loss_limit'
  | 'qt_risk_denying'
  | 'qt_risk_kill_switch_engaged'
  | 'qt_risk_trading_state'
>;

/** The gauges of the account, read at each collection: losses leave their window without a trade. */
@Injectable()
export class RiskMetrics implements OnModuleInit {
  constructor(
    private readonly engine: RiskEngine,
    @Inject(INSTRUMENTS) private readonly instruments: RiskInstruments,
  ) {}

  onModuleInit(): void {
    const { engine, instruments } = this;
    instruments.qt_risk_daily_loss.observe(() => [[engine.loss().toNumber(), {}]]);
    instruments.qt_risk_daily_loss_limit.observe(() => [[engine.limits.maxDailyLoss.toNumber(), {}]]);
    instruments.qt_risk_kill_switch_engaged.observe(() => [[Number(engine.controls.killSwitch.engaged), {}]]);
    instruments.qt_risk_trading_state.observe(() => {
      const { tradingState } = engine.controls.current;
      return TRADING_STATES.map((state) => [Number(state === tradingState), { state }] as const);
    });
    instruments.qt_risk_denying.observe(() => {
      const denying = new Set(tradingDenials(engine.account(), engine.limits).map(({ reason }) => reason));
      return ACCOUNT_DENIAL_REASONS.map((reason) => [Number(denying.has(reason)), { reason }] as const);
    });
  }
}
