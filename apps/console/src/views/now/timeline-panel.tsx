import { useComputed, useSignal } from '@preact/signals';
import type { TimelineItem } from '@qt/contracts';
import { timeline } from '../../live/sections.ts';
import { hashOf } from '../../page/route.ts';
import { Instant } from '../../parts/instant.tsx';
import { Nothing, Panel } from '../../parts/panel.tsx';
import { VirtualList } from '../../parts/virtual-list.tsx';
import { matching } from './timeline-filter.ts';

/** What changed in the last hour in all services, newest first, and a filter over its words. */
export function TimelinePanel() {
  const typed = useSignal('');
  const shown = useComputed(() => matching(timeline.value, typed.value));
  return (
    <Panel title="Last hour" aside={`${shown.value.length.toLocaleString('en')} events`} class="timeline">
      <label class="filter">
        <span class="unseen">Filter the last hour</span>
        <input
          type="search"
          placeholder="Filter: a service, a symbol, warn, an id…"
          value={typed.value}
          onInput={({ currentTarget }) => {
            typed.value = currentTarget.value;
          }}
        />
      </label>
      {shown.value.length === 0 ? (
        <Nothing>{timeline.value.length === 0 ? 'Nothing has happened.' : 'Nothing matches.'}</Nothing>
      ) : (
        <VirtualList label="Events of the last hour" items={shown.value} keyOf={({ id }) => id} row={eventRow} />
      )}
    </Panel>
  );
}

function eventRow({ at, service, level, message, event, request_id, fields }: TimelineItem) {
  const text = [message === '' ? event : message, ...about(fields, message)].join(', ');
  return (
    <>
      <Instant at={at} />
      <span class="service">{service.replace(/^qt-/, '')}</span>
      <span class={`level ${level}`}>{level}</span>
      <span class="message" title={`${event}: ${text}`}>
        {request_id === null ? text : <a href={hashOf('why', { id: request_id })}>{text}</a>}
      </span>
    </>
  );
}

/** The symbol and the profile that an event is about, where its sentence does not name them. */
function about({ symbol, profile }: TimelineItem['fields'], message: string): unknown[] {
  return [symbol, profile].filter((each) => typeof each === 'string' && !message.includes(each));
}
