import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Instruments } from '@qt/catalogue';
import { INSTRUMENTS } from '@qt/telemetry';
import { RiskEngine } from './risk-engine.ts';

type RiskInstruments = Instruments<'qt_risk_daily_loss' | 'qt_risk_daily_loss_limit' | 'qt_risk_kill_switch_engaged'>;

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
  }
}
