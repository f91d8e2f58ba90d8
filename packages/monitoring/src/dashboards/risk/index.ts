import type { DashboardSpec } from '../build/frame.ts';
import { accountSection } from './account.ts';
import { decisionSection } from './decisions.ts';
import { stateSection } from './state.ts';

export const risk: DashboardSpec = {
  id: 'risk',
  title: 'qt / Risk',
  description: 'Can orders go out, how much loss is left, what was denied and why?',
  sections: [stateSection, accountSection, decisionSection],
};
