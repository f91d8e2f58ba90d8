import { Controller, Req } from '@nestjs/common';
import { consoleRoutes, type InputOf } from '@qt/contracts';
import { Endpoint, Input } from '@qt/nest-service';
import type { FastifyRequest } from 'fastify';
import { BrowserTelemetryService } from './browser-telemetry.service.ts';

@Controller()
export class BrowserTelemetryController {
  constructor(private readonly telemetry: BrowserTelemetryService) {}

  @Endpoint(consoleRoutes.browserTelemetry)
  take(@Input() { body }: InputOf<typeof consoleRoutes.browserTelemetry>, @Req() { ip }: FastifyRequest) {
    this.telemetry.take(body, ip);
    return {};
  }
}
