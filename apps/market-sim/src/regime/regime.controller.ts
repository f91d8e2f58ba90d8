import { Controller, Inject } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { type InputOf, MINUTE_MS, marketSimRoutes } from '@qt/contracts';
import { Endpoint, HttpProblem, Input, NOW } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import type { OpenMarket } from '../exchange/open-market.ts';
import { MARKET } from '../exchange/tokens.ts';

/** Forces a regime on the simulated market, for drills. In memory only: a restart follows the seed again. */
@Controller()
export class RegimeController {
  constructor(
    @Inject(MARKET) private readonly open: OpenMarket,
    @Inject(NOW) private readonly now: () => number,
    @Inject(LOG) private readonly log: Log,
  ) {}

  @Endpoint(marketSimRoutes.setRegime)
  force(@Input() { body }: InputOf<typeof marketSimRoutes.setRegime>) {
    if (this.open.kind === 'replay') {
      throw new HttpProblem(409, 'not_simulated', "QT_MARKET: expected 'sim', actual 'replay', which has no regimes");
    }
    this.open.market.force(body.regime, Math.floor(this.now() / MINUTE_MS));
    this.log.info('regime forced', body);
    return body;
  }
}
