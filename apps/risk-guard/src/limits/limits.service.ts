import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import type { LimitChange } from '@qt/contracts';
import { HttpProblem, NOW, OPERATORS, type OperatorTokens } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import {
  changeOverrides,
  type LimitOverrides,
  limitsInForce,
  limitTexts,
  loosens,
  overridesAboveBounds,
} from '../domain/limit-overrides.ts';
import { type AdminAction, RiskService } from '../risk/risk.service.ts';
import { RiskEngine } from '../risk/risk-engine.ts';

/** Whoever uses `QT_ADMIN_TOKEN`, which names nobody: one person may have it beside a token of his own. */
const NOBODY = 'admin';

/** How long a change that loosens waits for a second operator. */
const PENDING_MS = 10 * 60_000;

/** A change that loosens, as its first operator wants it. */
export interface PendingLimits {
  readonly overrides: LimitOverrides;
  readonly actor: string;
  readonly reason: string;
  /** Unix ms. */
  readonly expiresAt: number;
}

/**
 * Limits that change without a restart, within the bounds of the environment. What tightens is in force at once. What
 * loosens needs a second operator where two are named; the first one's demand is kept in memory, and audited.
 */
@Injectable()
export class LimitsService {
  #pending: PendingLimits | null = null;

  constructor(
    private readonly engine: RiskEngine,
    private readonly risk: RiskService,
    @Inject(OPERATORS) private readonly operators: OperatorTokens,
    @Inject(NOW) private readonly now: () => number,
    @Inject(LOG) private readonly log: Pick<Log, 'event'>,
  ) {}

  /** The change that waits for a second operator. */
  pending(): PendingLimits | null {
    if (this.#pending !== null && this.now() >= this.#pending.expiresAt) this.#pending = null;
    return this.#pending;
  }

  /**
   * Returns whether the change is in force; false: it waits for a second operator.
   *
   * @throws HttpProblem 400 `invalid_input` above a bound; 403 `role_refused` to nobody in particular where two must agree; 503
   * `store_unavailable`
   */
  async change(change: LimitChange, action: AdminAction): Promise<boolean> {
    const { bounds, limits } = this.engine;
    const overrides = changeOverrides(this.engine.controls.current.limits, change);
    rejectAboveBounds(overrides, this.engine);
    const next = limitsInForce(bounds, overrides);
    const loosening = loosens(limits, next);
    const summary = summaryOf(limitTexts(limits), limitTexts(next));
    if (loosening && !this.#confirms(overrides, action.actor)) {
      await this.risk.recordLimitProposal(summary, action);
      const { actor, reason } = action;
      this.#pending = { overrides, actor, reason, expiresAt: this.now() + PENDING_MS };
      return false;
    }
    const first = loosening ? this.#pending?.actor : undefined;
    const confirmed = first === undefined ? summary : `${summary}, first asked by ${first}`;
    await this.risk.setLimits((current) => changeOverrides(current, change), !loosening, confirmed, action);
    if (loosening) this.#pending = null;
    this.log.event('risk.limits.changed', { actor: action.actor, reason: action.reason, changed: confirmed });
    return true;
  }

  /** Two people have asked for the same, or there is only one. */
  #confirms(overrides: LimitOverrides, actor: string): boolean {
    const people = new Set(this.operators().map(({ name }) => name));
    people.delete(NOBODY);
    if (people.size < 2) return true;
    if (actor === NOBODY) {
      const message = `loosening a limit: expected two operators by name (${[...people].join(', ')}), actual ${NOBODY}`;
      throw new HttpProblem(403, 'role_refused', message);
    }
    const pending = this.pending();
    return pending !== null && pending.actor !== actor && isDeepStrictEqual(pending.overrides, overrides);
  }
}

function rejectAboveBounds(overrides: LimitOverrides, { bounds }: RiskEngine): void {
  const faults = overridesAboveBounds(overrides, bounds).map(({ name, most, actual }) => ({
    field: name,
    expected: `at most ${most}, the bound that QT_${name.toUpperCase()} sets`,
    actual: `'${actual}'`,
  }));
  const [first] = faults;
  if (first === undefined) return;
  const message = `${first.field}: expected ${first.expected}, actual ${first.actual}`;
  throw new HttpProblem(400, 'invalid_input', message, { faults });
}

function summaryOf(
  before: Readonly<Record<string, string | null>>,
  after: Readonly<Record<string, string | null>>,
): string {
  const changed = Object.keys(after).filter((name) => before[name] !== after[name]);
  const texts = changed.map((name) => `${name} ${before[name] ?? 'none'} to ${after[name] ?? 'none'}`);
  return texts.length === 0 ? 'nothing changed' : texts.join(', ');
}
