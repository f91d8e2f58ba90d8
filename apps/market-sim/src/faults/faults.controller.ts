import { Controller, Inject } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { type InputOf, marketSimRoutes } from '@qt/contracts';
import { Endpoint, Input } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { FaultsService } from './faults.service.ts';

/** Injects faults into a provider, for drills. */
@Controller()
export class FaultsController {
  constructor(
    private readonly faults: FaultsService,
    @Inject(LOG) private readonly log: Log,
  ) {}

  @Endpoint(marketSimRoutes.faults)
  list() {
    return this.faults.list();
  }

  @Endpoint(marketSimRoutes.setFault)
  set(@Input() { params, body }: InputOf<typeof marketSimRoutes.setFault>) {
    this.faults.set(params.provider, body);
    this.log.info('fault set', { provider: params.provider, ...body });
    return body;
  }

  @Endpoint(marketSimRoutes.clearFault)
  clear(@Input() { params }: InputOf<typeof marketSimRoutes.clearFault>) {
    const cleared = this.faults.clear(params.provider);
    this.log.info('fault cleared', { provider: params.provider, cleared });
    return { provider: params.provider, cleared };
  }
}
