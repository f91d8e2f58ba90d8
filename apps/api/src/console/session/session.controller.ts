import { Controller, Req } from '@nestjs/common';
import { consoleRoutes, type InputOf } from '@qt/contracts';
import { Endpoint, Input } from '@qt/nest-service';
import type { FastifyRequest } from 'fastify';
import { SessionService } from './session.service.ts';

@Controller()
export class SessionController {
  constructor(private readonly sessions: SessionService) {}

  @Endpoint(consoleRoutes.session)
  session(@Input() _: InputOf<typeof consoleRoutes.session>, @Req() request: FastifyRequest) {
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
