import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';

@Injectable()
export class RequestIdService {
  constructor(@Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'requestId'>) {}

  /** The id of the request being served; a new one for work that no request began. */
  current(): string {
    return this.telemetry.requestId() ?? randomUUID();
  }
}
