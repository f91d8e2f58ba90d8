import { Controller, Headers, StreamableFile } from '@nestjs/common';
import { consoleRoutes, type InputOf } from '@qt/contracts';
import { Endpoint, Input } from '@qt/nest-service';
import { ConsoleHub } from './console-hub.ts';

@Controller()
export class StreamController {
  constructor(private readonly hub: ConsoleHub) {}

  @Endpoint(consoleRoutes.stream)
  stream(@Input() _: InputOf<typeof consoleRoutes.stream>, @Headers('last-event-id') lastEventId?: string) {
    return new StreamableFile(this.hub.open(lastEventId), { type: 'text/event-stream' });
  }
}
