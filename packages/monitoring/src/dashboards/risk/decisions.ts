import { RISK_DECISIONS } from '@qt/catalogue';
import { COLOUR, fixed } from '../build/colours.ts';
import type { Section } from '../build/frame.ts';
import { toLogs } from '../build/links.ts';
import { barsPanel, logsPanel } from '../build/panels.ts';
import { lines, trend } from '../build/targets.ts';
import { LOG_QUERIES } from '../log-queries.ts';
import { rate } from '../series.ts';

const toDenials = toLogs('Denials at this time', LOG_QUERIES.denials);

const reasons = barsPanel({
  title: 'Denials by reason',
  description:
    'Per minute. daily_loss_limit and kill_switch deny what opens a position, not what closes one; price_stale and price_missing point to Data sources; facts_disagree: see ReconciliationBreak.',
  width: 12,
  height: 9,
  unit: 'cpm',
  targets: [trend(`60 * sum by (reason) (${rate('qt_risk_denials_total')})`, '{{reason}}')],
}).dataLinks([toDenials]);

const decisions = barsPanel({
  title: 'Risk decisions',
  description: 'Orders decided by the risk guard, per minute.',
  width: 12,
  height: 9,
  unit: 'cpm',
  targets: [trend(`60 * sum by (decision) (${rate('qt_risk_decisions_total')})`, '{{decision}}')],
}).dataLinks([toDenials]);
const COLOUR_OF = { allowed: COLOUR.good, denied: COLOUR.bad } as const;
for (const decision of RISK_DECISIONS) decisions.overrideByName(decision, [fixed(COLOUR_OF[decision])]);

const denials = logsPanel({
  title: 'Denied orders',
  description: 'Order, reason, observed value and limit. Open a line for its request and trace.',
  width: 12,
  height: 9,
  targets: [lines(LOG_QUERIES.denials)],
});

const switches = logsPanel({
  title: 'Kill switch, by whom and why',
  description: 'Each time it was engaged or released.',
  width: 12,
  height: 9,
  targets: [lines(LOG_QUERIES.killSwitch)],
});

export const decisionSection: Section = { title: 'Denials', panels: [reasons, decisions, denials, switches] };
