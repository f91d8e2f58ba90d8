import { Controller, Inject } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { type InputOf, marketSimRoutes } from '@qt/contracts';
import { Endpoint, HttpProblem, Input } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { Listing } from './listing.ts';

/** Halts and delists symbols, for drills. */
@Controller()
export class InstrumentsController {
  constructor(
    private readonly listing: Listing,
    @Inject(LOG) private readonly log: Pick<Log, 'info'>,
  ) {}

  @Endpoint(marketSimRoutes.setInstrument)
  set(@Input() { params: { symbol }, body: { status } }: InputOf<typeof marketSimRoutes.setInstrument>) {
    if (!this.listing.setStatus(symbol, status)) {
      const message = `symbol: expected one of ${this.listing.symbols.join(', ')}, actual '${symbol}'`;
      throw new HttpProblem(404, 'unknown_symbol', message);
    }
    this.log.info('instrument set', { symbol, status });
    return { symbol, status };
  }
}
