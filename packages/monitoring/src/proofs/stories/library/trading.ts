import type { Story } from '../story.ts';
import { LOSS_LIMIT, MODEL_MAX_AGE, minutes } from '../system/incident.ts';

const FROM = minutes(40);

export const trading: readonly Story[] = [
  {
    title: 'an operator engages the kill switch for twenty minutes',
    incident: { minutes: 80, killSwitch: [[FROM, FROM + minutes(20)]] },
    notified: ['40:20 high KillSwitchEngaged (engaged)', '60:20 resolved KillSwitchEngaged'],
  },
  {
    title: 'the store of the risk guard is full for ten minutes',
    incident: { minutes: 80, guardStoreFull: [[FROM, FROM + minutes(10)]] },
    notified: ['41:20 high StoreUnavailable (risk_guard)', '50:20 resolved StoreUnavailable'],
  },
  {
    title: 'the API and the risk guard have booked a different cash for twenty minutes',
    incident: { minutes: 90, factsDisagree: [[FROM, FROM + minutes(20)]] },
    notified: ['40:35 high ReconciliationBreak (facts_disagree)', '74:35 resolved ReconciliationBreak'],
  },
  {
    title: 'the store of the risk guard is lost, and it learns its fills from the API',
    incident: { minutes: 80, booksDiffered: [FROM] },
    notified: ['40:20 high ReconciliationBreak (differ)', '55:20 resolved ReconciliationBreak'],
  },
  {
    title: 'the books of the API and the risk guard go on differing for ten minutes',
    incident: { minutes: 80, booksDiffered: Array.from({ length: 40 }, (_, n) => FROM + n * 15) },
    notified: ['40:20 high ReconciliationBreak (differ)', '65:20 resolved ReconciliationBreak'],
  },
  {
    title: 'the loss of the day climbs to its limit and falls again',
    incident: {
      minutes: 210,
      dailyLoss: (t) => Math.round(Math.max(0, Math.min(LOSS_LIMIT, (t - FROM) / 6, (minutes(200) - t) / 6))),
    },
    notified: [
      '80:30 medium DailyLossNearLimit (near)',
      '91:20 high TradingHalted (blocked)',
      '150:20 resolved TradingHalted',
      '165:30 resolved DailyLossNearLimit',
    ],
  },
  {
    title: 'the model grows too old, until a new one comes half an hour later',
    incident: { minutes: 80, trained: [FROM - MODEL_MAX_AGE, FROM + minutes(30)] },
    notified: ['41:20 high ModelExpired (expired)', '70:20 resolved ModelExpired'],
  },
  {
    title: 'a training fails, and the next one succeeds',
    incident: { minutes: 80, failedTrainings: [FROM] },
    notified: ['40:20 high RetrainingFailure (failure)', '55:20 resolved RetrainingFailure'],
  },
  {
    title: 'the model becomes unsure for an hour',
    incident: { minutes: 130, confidence: (t) => (FROM <= t && t < FROM + minutes(60) ? 0.5 : 0.62) },
    notified: [
      '70:30 medium ModelConfidenceDrop (low aggressive; low balanced; low conservative)',
      '100:30 resolved ModelConfidenceDrop',
    ],
  },
  {
    title: 'a model that was promoted by hand predicts worse than class frequencies, until the one before it is back',
    incident: { minutes: 130, excessLoss: (t) => (FROM <= t && t < FROM + minutes(60) ? 0.2 : -0.1) },
    mostPages: 0,
    notified: [
      '70:30 medium ModelSkillLost (worse m-1 aggressive; worse m-1 balanced; worse m-1 conservative)',
      '100:30 resolved ModelSkillLost',
    ],
  },
  {
    title: 'the market is three times as lively for an hour as it was in training',
    incident: { minutes: 130, drift: (t) => (FROM <= t && t < FROM + minutes(60) ? 3 : 0.3) },
    mostPages: 0,
    notified: ['70:30 medium FeatureDrift (drift volatility_60m)', '100:30 resolved FeatureDrift'],
  },
];
