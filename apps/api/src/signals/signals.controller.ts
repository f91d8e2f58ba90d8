import { Controller, Inject } from '@nestjs/common';
import type { Profile } from '@qt/catalogue';
import { apiRoutes, type InputOf, type Signals, type WalkReport } from '@qt/contracts';
import { Endpoint, HttpProblem, Input } from '@qt/nest-service';
import { NoModel } from '../model/current-model.ts';
import { PROFILES_IN_USE } from '../tokens.ts';
import { LatestSignals, SignalsUnavailable } from './latest-signals.service.ts';
import { Scan, ScanRunning } from './scan.service.ts';

/** Signals for people, and the scan for the scheduler. */
@Controller()
export class SignalsController {
  constructor(
    @Inject(LatestSignals) private readonly latest: LatestSignals,
    @Inject(Scan) private readonly scan: Scan,
    @Inject(PROFILES_IN_USE) private readonly profiles: readonly Profile[],
  ) {}

  @Endpoint(apiRoutes.signals)
  async signals(@Input() { query: { profile } }: InputOf<typeof apiRoutes.signals>): Promise<Signals> {
    if (!this.profiles.includes(profile)) {
      const expected = this.profiles.join(', ');
      throw new HttpProblem(404, 'unknown_profile', `profile: expected one of ${expected}, actual '${profile}'`);
    }
    const signals = await this.latest.of(profile).catch(refuse);
    return {
      profile,
      model_version: signals[0]?.modelVersion ?? '',
      items: signals.map(({ symbol, action, confidence, at }) => ({
        symbol,
        action,
        confidence,
        at: new Date(at).toISOString(),
      })),
    };
  }

  @Endpoint(apiRoutes.scan)
  async walk(): Promise<WalkReport> {
    return this.scan.run().catch(refuse);
  }
}

function refuse(error: unknown): never {
  if (error instanceof NoModel) throw new HttpProblem(503, 'model_unavailable', error.message);
  if (error instanceof SignalsUnavailable) throw new HttpProblem(503, 'signals_unavailable', error.message);
  if (error instanceof ScanRunning) throw new HttpProblem(409, 'scan_running', error.message);
  throw error;
}
