import { Controller } from '@nestjs/common';
import { type InputOf, messageOf, retrainRoutes } from '@qt/contracts';
import { Endpoint, HttpProblem, Input } from '@qt/nest-service';
import { ComparisonsService } from './comparisons.service.ts';

@Controller()
export class ComparisonsController {
  #comparing = false;

  constructor(private readonly comparisons: ComparisonsService) {}

  @Endpoint(retrainRoutes.compareModels)
  async compare(@Input() { query: { first, second } }: InputOf<typeof retrainRoutes.compareModels>) {
    if (this.#comparing) throw new HttpProblem(409, 'comparison_under_way', 'two models are being compared already');
    this.#comparing = true;
    try {
      return await this.comparisons.compare(first, second);
    } catch (error) {
      if (error instanceof HttpProblem) throw error;
      throw new HttpProblem(503, 'comparison_failed', `the models could not be compared: ${messageOf(error)}`);
    } finally {
      this.#comparing = false;
    }
  }
}
