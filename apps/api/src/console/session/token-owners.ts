import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { bearer, createClient, type Operator, type Reply, riskRoutes } from '@qt/contracts';
import { HttpProblem, NOW } from '@qt/nest-service';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import { ApiConfig } from '../../config.ts';
import { SESSION_MS } from './cookie-sessions.ts';

/** Nobody waits longer for a page because the guard hangs. */
const TIMEOUT_MS = 2000;
/** How long an answer of the guard is good enough for reading. */
const VERIFIED_FOR_MS = 60_000;

interface Verified {
  /** Unix ms. */
  readonly at: number;
  /** Undefined: nobody's any more. */
  readonly owner: Promise<Operator | undefined>;
}

/** Whose an operator's token is, as the guard says: the API knows none of them. */
@Injectable()
export class TokenOwners {
  /** By the digest of the token. */
  readonly #verified = new Map<string, Verified>();

  constructor(
    private readonly config: ApiConfig,
    @Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'fetch'>,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  /**
   * Asks the guard, which limits and audits wrong tokens by `source`, the address of who sent it.
   *
   * @throws HttpProblem with what the guard refuses it with; 503 `risk_guard_unavailable` if it does not answer.
   */
  async verify(token: string, source: string): Promise<Operator> {
    const reply = await this.#ask(token, source);
    if (!reply.ok) throw refusalOf(reply);
    this.#keep(token, Promise.resolve(reply.body));
    return reply.body;
  }

  /** Whose it was within the last minute, or is now; while the guard is away, whose it was. Undefined: withdrawn. */
  verifiedLately(token: string, source: string, lastKnown?: Operator): Promise<Operator | undefined> {
    const last = this.#verified.get(digestOf(token));
    if (last !== undefined && this.now() - last.at < VERIFIED_FOR_MS) return last.owner;
    return this.verifiedNow(token, source, lastKnown);
  }

  /** Whose it is now; while the guard is away, whose it was. Undefined: withdrawn. */
  verifiedNow(token: string, source: string, lastKnown?: Operator): Promise<Operator | undefined> {
    const last = this.#verified.get(digestOf(token));
    const owner = this.#ask(token, source).then((reply) => {
      if (reply.ok) return reply.body;
      return isWithdrawn(reply) ? undefined : (last?.owner ?? lastKnown);
    });
    return this.#keep(token, owner);
  }

  /** The token was refused by the owner of an act: whose it is has to be asked again. */
  forget(token: string): void {
    this.#verified.delete(digestOf(token));
  }

  #keep(token: string, owner: Promise<Operator | undefined>): Promise<Operator | undefined> {
    const at = this.now();
    for (const [digest, kept] of this.#verified) if (at - kept.at > SESSION_MS) this.#verified.delete(digest);
    this.#verified.set(digestOf(token), { at, owner });
    return owner;
  }

  #ask(token: string, source: string): Promise<Reply<typeof riskRoutes.operator>> {
    const { QT_RISK_GUARD_URL: baseUrl, QT_SERVICE_TOKEN } = this.config;
    const headers = { ...bearer(QT_SERVICE_TOKEN), 'x-admin-token': token, 'x-forwarded-for': source };
    const { fetch } = this.telemetry;
    return createClient(
      { operator: riskRoutes.operator },
      { baseUrl, headers, timeoutMs: TIMEOUT_MS, fetch },
    ).operator();
  }
}

type Refusal = Extract<Reply<typeof riskRoutes.operator>, { ok: false }>;

/** A wrong token is answered 401, and 429 after many; where the guard knows no operators any more, 503. */
function isWithdrawn({ status, error }: Refusal): boolean {
  return status === 401 || status === 429 || error.code === 'surface_shut';
}

function refusalOf(refusal: Refusal): HttpProblem {
  const { status, error } = refusal;
  if (status !== null && isWithdrawn(refusal)) return new HttpProblem(status, error.code, error.message);
  return new HttpProblem(
    503,
    'risk_guard_unavailable',
    `the risk guard knows whose token it is, and did not say: ${error.message}`,
  );
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
