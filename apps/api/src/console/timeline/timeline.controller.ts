import { Controller } from '@nestjs/common';
import { consoleRoutes, type InputOf } from '@qt/contracts';
import { Endpoint, Input } from '@qt/nest-service';
import { TimelineService } from './timeline.service.ts';

@Controller()
export class TimelineController {
  constructor(private readonly timeline: TimelineService) {}

  @Endpoint(consoleRoutes.timeline)
  async items(@Input() { query }: InputOf<typeof consoleRoutes.timeline>) {
    await this.timeline.gather();
    const { limit, before, request_id } = query;
    const items = this.timeline.items
      .filter((item) => before === undefined || item.at < before)
      .filter((item) => request_id === undefined || item.request_id === request_id || item.trace_id === request_id);
    return { items: items.slice(-limit).reverse(), missing: [...this.timeline.missing] };
  }
}
