import { Controller } from '@nestjs/common';
import { apiRoutes, type InputOf, type Reconciliation } from '@qt/contracts';
import { CallerName, Endpoint, Input } from '@qt/nest-service';
import { DifferenceSettlementService } from './difference-settlement.service.ts';
import { ExchangeStatus, type ExchangeVerdict } from './exchange-status.ts';

@Controller()
export class ReconciliationController {
  constructor(
    private readonly status: ExchangeStatus,
    private readonly settlement: DifferenceSettlementService,
  ) {}

  @Endpoint(apiRoutes.reconciliation)
  reconciliation(): Reconciliation {
    return bodyOf(this.status.current);
  }

  @Endpoint(apiRoutes.settleReconciliation)
  async settle(
    @Input() { body: { differences, reason } }: InputOf<typeof apiRoutes.settleReconciliation>,
    @CallerName() actor: string,
  ): Promise<Reconciliation> {
    await this.settlement.settle(differences, actor, reason);
    return bodyOf(this.status.current);
  }
}

function bodyOf(verdict: ExchangeVerdict): Reconciliation {
  const { state } = verdict;
  if (state === 'unknown') return { state, detail: verdict.detail, at: null, differences: [] };
  if (state === 'agree') return { state, detail: null, at: instantOf(verdict.comparedAt), differences: [] };
  const differences = verdict.differences.map(({ id, kind, detail }) => ({ id, kind, detail }));
  return { state, detail: null, at: instantOf(verdict.since), differences };
}

const instantOf = (at: number | null) => (at === null ? null : new Date(at).toISOString());
