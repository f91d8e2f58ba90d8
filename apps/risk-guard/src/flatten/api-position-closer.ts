import { Inject, Injectable } from '@nestjs/common';
import { apiRoutes, bearer, type Client, createClient } from '@qt/contracts';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import { GuardSettings } from '../guard-settings.ts';
import { type CloseReply, PositionCloser } from './position-closer.ts';

/** An operator waits for it; what takes longer is asked again. */
const TIMEOUT_MS = 5000;

/** The API's executor. */
@Injectable()
export class ApiPositionCloser extends PositionCloser {
  readonly #api: Pick<Client<typeof apiRoutes>, 'flatten'>;

  constructor({ apiUrl, serviceToken }: GuardSettings, @Inject(TELEMETRY) { fetch }: Pick<Telemetry, 'fetch'>) {
    super();
    this.#api = createClient(apiRoutes, {
      baseUrl: apiUrl,
      headers: bearer(serviceToken),
      timeoutMs: TIMEOUT_MS,
      fetch,
    });
  }

  async close(symbols: readonly string[] | null): Promise<CloseReply> {
    const reply = await this.#api.flatten({ body: { symbols: symbols === null ? null : [...symbols] } });
    return reply.ok ? { ok: true, report: reply.body } : { ok: false, error: reply.error.message };
  }
}
