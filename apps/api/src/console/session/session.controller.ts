import { Controller, Inject, Req } from '@nestjs/common';
import type { Instruments } from '@qt/catalogue';
import { consoleRoutes, type InputOf } from '@qt/contracts';
import { Endpoint, Input } from '@qt/nest-service';
import { INSTRUMENTS } from '@qt/telemetry';
import type { FastifyRequest } from 'fastify';
import { SessionService } from './session.service.ts';

@Controller()
export class SessionController {
  constructor(
    private readonly sessions: SessionService,
    @Inject(INSTRUMENTS) private readonly instruments: Instruments<'qt_console_openings_total'>,
  ) {}

  @Endpoint(consoleRoutes.session)
  session(@Input() _: InputOf<typeof consoleRoutes.session>, @Req() request: FastifyRequest) {
    // What a page does once it has drawn itself, signed in or not.
    this.instruments.qt_console_openings_total.add(1, { stage: 'started' });
    return this.sessions.read(request);
  }

  @Endpoint(consoleRoutes.signIn)
  signIn(@Input() _: InputOf<typeof consoleRoutes.signIn>, @Req() request: FastifyRequest) {
    return this.sessions.signIn(request);
  }

  @Endpoint(consoleRoutes.signOut)
  signOut(@Input() _: InputOf<typeof consoleRoutes.signOut>, @Req() request: FastifyRequest) {
    return this.sessions.signOut(request);
  }
}
