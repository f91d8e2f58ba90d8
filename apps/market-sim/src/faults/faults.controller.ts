import { Controller, Inject } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { type InputOf, marketSimRoutes } from '@qt/contracts';
import { Endpoint, Input } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { FaultBoard } from './faults.service.ts';

/** The switches by which a drill makes a provider fail. */
@Controller()
export class FaultsController {
  constructor(
    @Inject(FaultBoard) private readonly board: FaultBoard,
    @Inject(LOG) private readonly log: Log,
  ) {}

  @Endpoint(marketSimRoutes.faults)
  list() {
    return this.board.list();
  }

  @Endpoint(marketSimRoutes.setFault)
  put(@Input() { params, body }: InputOf<typeof marketSimRoutes.setFault>) {
    this.board.put(params.provider, body);
    this.log.info('fault put on', { provider: params.provider, ...body });
    return body;
  }

  @Endpoint(marketSimRoutes.clearFault)
  lift(@Input() { params }: InputOf<typeof marketSimRoutes.clearFault>) {
    const cleared = this.board.lift(params.provider);
    this.log.info('fault lifted', { provider: params.provider, cleared });
    return { provider: params.provider, cleared };
  }
}
