import type { Readable } from 'node:stream';
import { Controller, Headers, Req, StreamableFile } from '@nestjs/common';
import { consoleRoutes, type InputOf, type SessionEnd } from '@qt/contracts';
import { Endpoint, Input, isLoopback } from '@qt/nest-service';
import type { FastifyRequest } from 'fastify';
import { ApiConfig } from '../../config.ts';
import { SessionService } from '../session/session.service.ts';
import { ConsoleHub } from './console-hub.ts';
import { wireText } from './stream-client.ts';

@Controller()
export class StreamController {
  constructor(
    private readonly hub: ConsoleHub,
    private readonly sessions: SessionService,
    private readonly config: ApiConfig,
  ) {}

  @Endpoint(consoleRoutes.stream)
  async stream(
    @Input() _: InputOf<typeof consoleRoutes.stream>,
    @Req() request: FastifyRequest,
    @Headers('last-event-id') lastEventId?: string,
  ) {
    const stream = this.hub.open(lastEventId);
    const stop = await this.sessions.watch(request, (ended) => this.#end(stream, { ended }));
    stream.once('close', stop);
    if (stream.destroyed) stop();
    return new StreamableFile(stream, { type: 'text/event-stream' });
  }

  /** Where one may not read without a session, the stream is over with it. */
  #end(stream: Readable, end: SessionEnd): void {
    if (stream.destroyed || stream.readableEnded) return;
    stream.push(wireText({ id: null, name: 'session', data: JSON.stringify(end) }));
    if (!isLoopback(this.config.QT_HOST)) stream.push(null);
  }
}
