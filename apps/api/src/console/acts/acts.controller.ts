import { Controller, Req } from '@nestjs/common';
import { consoleRoutes, type InputOf } from '@qt/contracts';
import { Endpoint, Input } from '@qt/nest-service';
import type { FastifyRequest } from 'fastify';
import { SessionService } from '../session/session.service.ts';
import { ActsService } from './acts.service.ts';

@Controller()
export class ActsController {
  constructor(
    private readonly acts: ActsService,
    private readonly sessions: SessionService,
  ) {}

  @Endpoint(consoleRoutes.act)
  act(@Input() { body }: InputOf<typeof consoleRoutes.act>, @Req() request: FastifyRequest) {
    return this.sessions.actAs(request, (session) => this.acts.perform(body.act, body.confirm, session));
  }
}
