import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ADMIN_AUDIT, NOW, READINESS } from '@qt/nest-service';
import type { Telemetry } from '@qt/telemetry';
import { AuditController } from './audit/audit.controller.ts';
import { createAdminTries } from './audit/audit.service.ts';
import type { RiskConfig } from './config.ts';
import { OrdersController } from './orders/orders.controller.ts';
import { Orders } from './orders/orders.service.ts';
import { announceKillSwitch } from './risk/kill-switch-log.ts';
import { RiskController } from './risk/risk.controller.ts';
import { observeRisk } from './risk/risk.metrics.ts';
import { createStoreReadiness } from './risk/risk.readiness.ts';
import { Controls } from './risk/risk.service.ts';
import { Guard } from './risk/risk-engine.ts';
import type { GuardStore } from './store/guard.repository.ts';
import { SqliteGuardStore } from './store/sqlite-guard.repository.ts';
import { CONTROLS, GUARD, ORDERS, STORE } from './tokens.ts';

/** Puts the risk guard together: store, then the guard loaded from it, then its gauges, then what the routes use. */
@Module({})
export class AppModule implements OnApplicationShutdown {
  constructor(@Inject(STORE) private readonly store: GuardStore) {}

  static forRoot(config: RiskConfig, telemetry: Telemetry<'qt-risk-guard'>): DynamicModule {
    const { log, instruments } = telemetry;

    const openStore = () =>
      new SqliteGuardStore({
        file: join(config.QT_DATA_DIR, 'risk-guard', 'risk-guard.db'),
        market: config.QT_MARKET,
      });

    const openGuard = async (store: GuardStore, now: () => number) => {
      const killSwitch = config.QT_KILL_SWITCH;
      const { guard, killSwitchBefore } = await Guard.open({ store, limits: config.limits, killSwitch, now });
      const by = { actor: 'environment', reason: `QT_KILL_SWITCH is ${killSwitch ? 'on' : 'off'}` };
      announceKillSwitch(killSwitchBefore, guard.killSwitch, by, log);
      observeRisk(guard, instruments);
      return guard;
    };

    const auditOf = (store: GuardStore, now: () => number) =>
      createAdminTries({ store, log, requestId: () => telemetry.requestId(), now });

    return {
      module: AppModule,
      controllers: [RiskController, OrdersController, AuditController],
      providers: [
        { provide: STORE, useFactory: openStore },
        { provide: GUARD, useFactory: openGuard, inject: [STORE, NOW] },
        {
          provide: ORDERS,
          useFactory: (guard: Guard, store: GuardStore) => new Orders({ guard, store, log, newId: randomUUID }),
          inject: [GUARD, STORE],
        },
        { provide: CONTROLS, useFactory: (guard: Guard) => new Controls(guard, log), inject: [GUARD] },
        { provide: ADMIN_AUDIT, useFactory: auditOf, inject: [STORE, NOW] },
        { provide: READINESS, useFactory: createStoreReadiness, inject: [GUARD, NOW] },
      ],
      exports: [READINESS],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }
}
