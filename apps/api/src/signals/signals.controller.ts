import { Controller } from '@nestjs/common';
import { apiRoutes, type InputOf, type Signals, type WalkReport } from '@qt/contracts';
import { Endpoint, HttpProblem, Input } from '@qt/nest-service';
import { ApiConfig } from '../config.ts';
import { NoModel } from '../model/current-model.ts';
import { LatestSignalsService, SignalsUnavailable } from './latest-signals.service.ts';
import { ScanRunning, ScanService } from './scan.service.ts';
import { signalsBody } from './signals.mapper.ts';

/** Signals for users, and the scan for the scheduler. */
@Controller()
export class SignalsController {
  constructor(
    private readonly latest: LatestSignalsService,
    private readonly scan: ScanService,
    private readonly config: ApiConfig,
  ) {}

  @Endpoint(apiRoutes.signals)
  async signals(@Input() { query: { profile } }: InputOf<typeof apiRoutes.signals>): Promise<Signals> {
    if (!this.config.QT_PROFILES.includes(profile)) {
      const expected = this.config.QT_PROFILES.join(', ');
      throw new HttpProblem(404, 'unknown_profile', `profile: expected one of ${expected}, actual '${profile}'`);
    }
    return signalsBody(profile, await this.latest.of(profile).catch(rethrow));
  }

  @Endpoint(apiRoutes.scan)
  async walk(): Promise<WalkReport> {
    return this.scan.run().catch(rethrow);
  }
}

/** Maps what the pipeline throws to the contract's errors. */
function rethrow(error: unknown): never {
  if (error instanceof NoModel) throw new HttpProblem(503, 'model_unavailable', error.message);
  if (error instanceof SignalsUnavailable) throw new HttpProblem(503, 'signals_unavailable', error.message);
  if (error instanceof ScanRunning) throw new HttpProblem(409, 'scan_running', error.message);
  throw error;
}
