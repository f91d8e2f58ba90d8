import { firingAlerts } from '../at-a-glance/alerts.ts';
import { atAGlance } from '../at-a-glance/section.ts';
import { promotionAnnotation } from '../build/annotations.ts';
import type { DashboardSpec } from '../build/frame.ts';
import { choice } from '../build/variables.ts';
import { confidenceSection, decisionSection, scanAge } from './confidence.ts';
import { inferenceSection, modelAge } from './inference.ts';
import { retrainAges, retrainingSection } from './retraining.ts';
import { skillSection } from './skill.ts';

export const model: DashboardSpec = {
  id: 'model',
  title: 'qt / Model performance',
  description: 'How confident is the model, what does it decide, does retraining work?',
  variables: [
    choice('profile', 'Profile', 'The trading profile.', 'label_values(qt_model_confidence_threshold, profile)'),
    choice('symbol', 'Symbol', 'The traded symbol.', 'label_values(qt_trade_decisions_total, symbol)'),
  ],
  annotations: [promotionAnnotation()],
  sections: [
    atAGlance(firingAlerts(), scanAge, modelAge, retrainAges),
    confidenceSection,
    decisionSection,
    skillSection,
    retrainingSection,
    inferenceSection,
  ],
};
