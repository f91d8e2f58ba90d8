import { Controller } from '@nestjs/common';
import { apiRoutes, type InputOf } from '@qt/contracts';
import { Endpoint, HttpProblem, Input } from '@qt/nest-service';
import { performanceBody } from './performance.mapper.ts';
import { NothingRecorded, PerformanceService } from './performance.service.ts';

@Controller()
export class PerformanceController {
  constructor(private readonly service: PerformanceService) {}

  @Endpoint(apiRoutes.performance)
  async performance(@Input() { query: { profile, since } }: InputOf<typeof apiRoutes.performance>) {
    try {
      const found = await this.service.of(profile, since === undefined ? undefined : Date.parse(since));
      return performanceBody(profile, found);
    } catch (error) {
      if (error instanceof NothingRecorded) throw new HttpProblem(404, 'nothing_recorded', error.message);
      throw error;
    }
  }
}
