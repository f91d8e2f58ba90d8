import { Inject, Injectable } from '@nestjs/common';
import {
  apiRoutes,
  BOOKED_FILLS_PER_PAGE,
  type BookedFill,
  type Books,
  bearer,
  type Client,
  createClient,
} from '@qt/contracts';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import { GuardSettings } from '../guard-settings.ts';

const TIMEOUT_MS = 5000;

/** The API's ledger. Every call throws if the API does not answer as agreed. */
@Injectable()
export class ApiBooks {
  readonly #api: Client<Pick<typeof apiRoutes, 'books' | 'bookedFills' | 'adoptFills'>>;

  constructor({ apiUrl, serviceToken }: GuardSettings, @Inject(TELEMETRY) { fetch }: Pick<Telemetry, 'fetch'>) {
    const { books, bookedFills, adoptFills } = apiRoutes;
    this.#api = createClient(
      { books, bookedFills, adoptFills },
      { baseUrl: apiUrl, headers: bearer(serviceToken), timeoutMs: TIMEOUT_MS, fetch },
    );
  }

  async books(): Promise<Books> {
    const reply = await this.#api.books();
    if (!reply.ok) throw new Error(reply.error.message);
    return reply.body;
  }

  /** Every fill, oldest first, a page at a time. */
  async *fills(): AsyncGenerator<readonly BookedFill[]> {
    for (let after: number | null = 0; after !== null; ) {
      const reply = await this.#api.bookedFills({ query: { after } });
      if (!reply.ok) throw new Error(reply.error.message);
      yield reply.body.items;
      after = reply.body.next;
    }
  }

  /** Has the API book what its ledger lacks, oldest first. */
  async adopt(fills: readonly BookedFill[]): Promise<void> {
    for (let from = 0; from < fills.length; from += BOOKED_FILLS_PER_PAGE) {
      const reply = await this.#api.adoptFills({ body: { items: fills.slice(from, from + BOOKED_FILLS_PER_PAGE) } });
      if (!reply.ok) throw new Error(reply.error.message);
    }
  }
}
