import { Controller, Inject } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { type InputOf, marketSimRoutes } from '@qt/contracts';
import { Endpoint, Input } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { TradingFaults } from './trading-faults.ts';

/** Puts faults on orders, for drills. */
@Controller()
export class TradingFaultsController {
  constructor(
    private readonly faults: TradingFaults,
    @Inject(LOG) private readonly log: Pick<Log, 'info'>,
  ) {}

  @Endpoint(marketSimRoutes.setTradingFault)
  set(@Input() { body }: InputOf<typeof marketSimRoutes.setTradingFault>) {
    this.faults.set(body);
    this.log.info('trading fault set', body);
    return body;
  }

  @Endpoint(marketSimRoutes.clearTradingFault)
  clear() {
    const cleared = this.faults.clear();
    this.log.info('trading fault cleared', { cleared });
    return { cleared };
  }
}
