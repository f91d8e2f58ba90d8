import { promotionAnnotation } from '../build/annotations.ts';
import type { DashboardSpec } from '../build/frame.ts';
import { choice } from '../build/variables.ts';
import { confidenceSection, decisionSection } from './confidence.ts';
import { inferenceSection } from './inference.ts';
import { retrainingSection } from './retraining.ts';

export const model: DashboardSpec = {
  id: 'model',
  title: 'qt / Model performance',
  description: 'How confident is the model, what does it decide, does retraining work?',
  variables: [
    choice('profile', 'Profile', 'The trading profile.', 'label_values(qt_model_confidence_threshold, profile)'),
    choice('symbol', 'Symbol', 'The traded symbol.', 'label_values(qt_trade_decisions_total, symbol)'),
  ],
  annotations: [promotionAnnotation()],
  sections: [confidenceSection, decisionSection, retrainingSection, inferenceSection],
};
