import { Inject, Injectable } from '@nestjs/common';
import type { Profile } from '@qt/catalogue';
import { type DecisionRecord, MINUTE_MS, type Order } from '@qt/contracts';
import { FEATURES, STRATEGIES } from '@qt/model';
import { NOW } from '@qt/nest-service';
import { ApiConfig } from '../../config.ts';
import { orderIdOf, type RecordedDecision } from '../../decisions/decision.ts';
import { DecisionsRepository } from '../../decisions/decisions.repository.ts';
import { AccountView } from '../../trading/account-view.service.ts';
import { GuardRulings } from '../../trading/guard/guard-rulings.service.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import { answerOf, answerOfOrder } from './answer.ts';
import { guardVerdictOf } from './guard-verdict.ts';

/** Which decisions: all of one minute, or those on one symbol, or of one profile. */
interface Minute {
  readonly symbol?: string | undefined;
  readonly profile?: Profile | undefined;
  /** RFC 3339. */
  readonly at?: string | undefined;
}

/** Why there was a trade, or none. */
@Injectable()
export class WhyService {
  constructor(
    private readonly decisions: DecisionsRepository,
    private readonly view: AccountView,
    private readonly rulings: GuardRulings,
    private readonly timeline: TimelineService,
    private readonly config: ApiConfig,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  /** The decisions of the minute that `at` is in, by default of the last whole one; those that were not made as well. */
  async ofMinute({ symbol, profile, at }: Minute): Promise<DecisionRecord[]> {
    await this.timeline.gather();
    const moment = at === undefined ? this.now() - MINUTE_MS : Date.parse(at);
    const minute = moment - (moment % MINUTE_MS);
    const symbols = symbol === undefined ? this.config.QT_SYMBOLS : [symbol];
    const profiles = profile === undefined ? this.config.QT_PROFILES : [profile];
    const records = symbols.flatMap((one) => profiles.map((of) => this.#recordsOf(one, of, minute)));
    return (await Promise.all(records)).flat();
  }

  async #recordsOf(symbol: string, profile: Profile, minute: number): Promise<DecisionRecord[]> {
    const found = await this.decisions.between(symbol, profile, minute, minute + MINUTE_MS);
    if (found.length > 0) return Promise.all(found.map((decision) => this.#recordOf(decision)));
    const answer = `no scan decided on ${symbol} for ${profile} in this minute: the timeline has what the scheduler and the API did`;
    return [{ symbol, profile, minute: instant(minute), answer, trace_id: null, scan: null, guard: null, order: null }];
  }

  /** By the id of a request or a trace of a scan, or of an order. */
  async ofId(id: string): Promise<DecisionRecord[]> {
    await this.timeline.gather();
    const byRequest = await this.decisions.byRequest(id);
    const [, profile, symbol, at] = /^signal:(\w+):([A-Z0-9]+):(\d+)$/.exec(id) ?? [];
    const byOrder =
      profile === undefined || symbol === undefined
        ? []
        : await this.decisions.between(symbol, profile as Profile, Number(at), Number(at) + 1);
    const decisions = [...byRequest, ...byOrder];
    if (decisions.length > 0) return Promise.all(decisions.map((decision) => this.#recordOf(decision)));
    const order = await this.view.order(id);
    return order === null ? [] : [await this.#recordOfOrder(order)];
  }

  /** One that came of no signal: by hand, or to close a position. */
  async #recordOfOrder(order: Order): Promise<DecisionRecord> {
    const { symbol, profile, events } = order;
    const at = Date.parse(events[0]?.at ?? instant(this.now()));
    const answer = answerOfOrder(order);
    const guard = await this.#guardVerdictOf(order);
    const minute = instant(at - (at % MINUTE_MS));
    return { symbol, profile, minute, answer, trace_id: this.#traceOf(order), scan: null, guard, order };
  }

  /** By the events of the last hour. */
  #traceOf(order: Order): string | null {
    const traced = this.timeline.items.find(
      ({ trace_id, fields }) => trace_id !== null && fields['client_order_id'] === order.client_order_id,
    );
    return traced?.trace_id ?? null;
  }

  async #guardVerdictOf(order: Order) {
    return guardVerdictOf(order, await this.rulings.of(order.client_order_id), this.timeline.items);
  }

  async #recordOf(decision: RecordedDecision): Promise<DecisionRecord> {
    const { symbol, profile, at, features, probabilities, action, confidence, modelVersion } = decision;
    const order: Order | null = await this.view.order(orderIdOf(decision));
    return {
      symbol,
      profile,
      minute: instant(at - (at % MINUTE_MS)),
      answer: answerOf(decision, order),
      trace_id: decision.traceId,
      scan: {
        at: instant(at),
        request_id: decision.requestId,
        model_version: modelVersion,
        features: FEATURES.map(({ name }, index) => ({ name, value: features[index] ?? 0 })),
        probabilities,
        action,
        confidence,
        entry_threshold: STRATEGIES[profile].entryThreshold,
      },
      guard: order && (await this.#guardVerdictOf(order)),
      order,
    };
  }
}

const instant = (ms: number) => new Date(ms).toISOString();
