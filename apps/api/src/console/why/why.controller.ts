import { Controller } from '@nestjs/common';
import { consoleRoutes, type InputOf } from '@qt/contracts';
import { Endpoint, Input } from '@qt/nest-service';
import { WhyService } from './why.service.ts';

@Controller()
export class WhyController {
  constructor(private readonly why: WhyService) {}

  @Endpoint(consoleRoutes.why)
  async decisions(@Input() { query }: InputOf<typeof consoleRoutes.why>) {
    const { id, ...minute } = query;
    return { items: await (id === undefined ? this.why.ofMinute(minute) : this.why.ofId(id)) };
  }
}
