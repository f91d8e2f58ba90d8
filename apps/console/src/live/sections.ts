import { type Signal, signal } from '@preact/signals';
import type { Heartbeat, SectionEvent, SectionName, SessionEnd, TimelineItem } from '@qt/contracts';
import type { Connection } from './connection.ts';

/** The sections that come whole; the timeline comes in pieces. */
export type WholeSection = Exclude<SectionName, 'timeline'>;

type Latest = { readonly [K in WholeSection]: Signal<SectionEvent<K> | undefined> };

/** The latest of each section of the stream; undefined: it has not come yet. */
export const latest: Latest = {
  now: signal(undefined),
  money: signal(undefined),
  model: signal(undefined),
  alerts: signal(undefined),
  system: signal(undefined),
};

/** What happened in the last hour in all services, newest first. */
export const timeline = signal<readonly TimelineItem[]>([]);

export const connection = signal<Connection>({ state: 'connecting' });

/** What the API has said of the session of this stream: why it is over; undefined: nothing. */
export const sessionEnd = signal<SessionEnd | undefined>(undefined);

/** The latest heartbeat; undefined: none yet. */
export const beat = signal<Heartbeat | undefined>(undefined);
