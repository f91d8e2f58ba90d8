import type { Section } from '../build/frame.ts';
import { logsPanel } from '../build/panels.ts';
import { lines } from '../build/targets.ts';
import { field } from '../build/variables.ts';
import { LOG_QUERIES } from '../log-queries.ts';

/** A request id, a trace id, or a pattern of one. */
export const idField = field(
  'id',
  'Request or trace id',
  'Paste a request id or a trace id to read its whole story.',
  '',
);

const troubles = logsPanel({
  title: 'Warnings and errors',
  description: 'Warnings and errors of the services, newest first. Open a line for its request and trace.',
  width: 24,
  height: 8,
  targets: [lines(LOG_QUERIES.warnings)],
});

const story = logsPanel({
  title: 'Story of one request',
  description:
    'The lines of every service that carry the request or trace id typed above. Nothing is read until one is.',
  width: 24,
  height: 8,
  targets: [lines(LOG_QUERIES.story)],
});

export const storySection: Section = { title: 'Story of one request', panels: [story] };
/** Collapsed: it reads the lines of every service. */
export const troubleSection: Section = { title: 'Warnings and errors', panels: [troubles], collapsed: true };
