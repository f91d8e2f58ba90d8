import { ACTIONS } from '@qt/catalogue';
import { COLOUR, fixed, steps } from '../build/colours.ts';
import type { Section } from '../build/frame.ts';
import { toLogs } from '../build/links.ts';
import { barsPanel, linesPanel, statPanel, tablePanel } from '../build/panels.ts';
import { latest, rows, trend } from '../build/targets.ts';
import { LOG_QUERIES } from '../log-queries.ts';
import { gauge, increase, rate } from '../series.ts';

const PROFILE = { profile: '=~"$profile"' } as const;
const confidence = gauge('qt_model_confidence', PROFILE);
const threshold = gauge('qt_model_confidence_threshold', PROFILE);

const perProfile = linesPanel({
  title: 'Confidence: $profile',
  description:
    'Mean calibrated confidence of each scan, by model version. Below its threshold (dashed) for 30 minutes, ModelConfidenceDrop fires: check the incoming data first, then the model.',
  width: 24,
  height: 8,
  unit: 'percentunit',
  targets: [
    trend(`min by (model_version) (${confidence})`, '{{model_version}}').refId('confidence'),
    trend(`max(${threshold})`, 'threshold').refId('threshold'),
  ],
})
  .decimals(1)
  .axisSoftMin(0.4)
  .axisSoftMax(1)
  .overrideByQuery('threshold', [
    fixed(COLOUR.bad),
    { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } },
    { id: 'custom.fillOpacity', value: 0 },
  ])
  .repeat('profile')
  .repeatDirection('h')
  .maxPerRow(3);

const decided = { symbol: '=~"$symbol"' } as const;
const COLOUR_OF = { buy: COLOUR.good, sell: COLOUR.bad, hold: COLOUR.calm } as const;

const decisions = barsPanel({
  title: 'Trade decisions',
  description: 'Decisions per minute, stacked: buy, sell, hold. None at all: scans do not reach the model.',
  width: 12,
  height: 8,
  unit: 'cpm',
  targets: [trend(`60 * sum by (action) (${rate('qt_trade_decisions_total', decided)})`, '{{action}}')],
}).dataLinks([toLogs('Scans at this time', LOG_QUERIES.scans)]);
for (const action of ACTIONS) decisions.overrideByName(action, [fixed(COLOUR_OF[action])]);

const bySymbol = tablePanel({
  title: 'Decisions by symbol',
  description: 'Decisions in the time range. A symbol without any: its candles are missing or rejected.',
  width: 12,
  height: 8,
  unit: 'short',
  targets: [
    rows(`sum by (symbol, action) (${increase('qt_trade_decisions_total', decided)})`, '{{symbol}} {{action}}'),
  ],
})
  .decimals(0)
  .withTransformation({
    id: 'groupingToMatrix',
    options: { rowField: 'symbol', columnField: 'action', valueField: 'Value' },
  });

const scanned = gauge('qt_model_last_inference_timestamp_seconds', PROFILE);
export const scanAge = statPanel({
  title: 'Newest signals',
  description:
    'Their age, by profile. After three missed scans ModelInferenceStale fires: the confidence below is out of date.',
  width: 6,
  height: 4,
  unit: 'dtdurations',
  targets: [latest(`time() - max by (profile) (${scanned})`, '{{profile}}')],
})
  .decimals(0)
  .noValue('API gone')
  .thresholds(steps(COLOUR.good, [120, COLOUR.warning], [180, COLOUR.bad]));

export const confidenceSection: Section = { title: 'Confidence', panels: [perProfile] };
export const decisionSection: Section = { title: 'Decisions', panels: [decisions, bySymbol] };
