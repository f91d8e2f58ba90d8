import type { DashboardSpec } from '../build/frame.ts';
import { apiSection } from './api.ts';
import { idField, linesSection } from './lines.ts';
import { processSection } from './processes.ts';
import { workSection } from './work.ts';

export const overview: DashboardSpec = {
  id: 'overview',
  title: 'qt / Service overview',
  description: 'Are all services up, does the API answer, do caches and jobs work?',
  variables: [idField],
  sections: [processSection, apiSection, workSection, linesSection],
};
