import type { Section } from '../build/frame.ts';

/** What one looks at first: on the first screen of a laptop, which `lint/dashboards/first-screen.ts` checks. */
export function atAGlance(...panels: Section['panels']): Section {
  return { title: 'At a glance', panels };
}
