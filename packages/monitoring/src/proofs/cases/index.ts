import { apiErrorSpike } from './api-error-spike.ts';
import type { Case } from './case.ts';
import { consoles } from './console.ts';
import { duplicates } from './duplicates.ts';
import { exportFailing } from './export.ts';
import { infrastructure } from './infrastructure.ts';
import { market } from './market.ts';
import { model } from './model.ts';
import { errorBudget, objectives } from './objectives.ts';
import { reconciliation } from './reconciliation.ts';
import { retrainOverdue } from './retrain-overdue.ts';
import { risk } from './risk.ts';
import { schedulerStalled } from './scheduler-stalled.ts';
import { services } from './services.ts';
import { skill } from './skill.ts';
import { store } from './store.ts';
import { telemetry } from './telemetry.ts';
import { trading } from './trading.ts';

/** Every case of every alert. */
export const CASES: readonly Case[] = [
  ...schedulerStalled,
  ...apiErrorSpike,
  ...market,
  ...model,
  ...retrainOverdue,
  ...risk,
  ...trading,
  ...store,
  ...reconciliation,
  ...services,
  ...skill,
  ...exportFailing,
  ...telemetry,
  ...consoles,
  ...infrastructure,
  ...objectives,
  ...errorBudget,
  ...duplicates,
];
