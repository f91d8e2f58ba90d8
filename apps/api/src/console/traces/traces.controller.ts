import { Controller } from '@nestjs/common';
import { consoleRoutes, type InputOf } from '@qt/contracts';
import { Endpoint, Input } from '@qt/nest-service';
import { TracesService } from './traces.service.ts';

@Controller()
export class TracesController {
  constructor(private readonly traces: TracesService) {}

  @Endpoint(consoleRoutes.trace)
  trace(@Input() { params }: InputOf<typeof consoleRoutes.trace>) {
    return this.traces.trace(params.trace_id);
  }
}
