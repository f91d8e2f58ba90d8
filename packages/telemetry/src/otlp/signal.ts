export const SIGNALS = ['metrics', 'traces', 'logs'] as const;

export type Signal = (typeof SIGNALS)[number];
