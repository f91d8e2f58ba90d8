import { STORIES } from '../proofs/stories/library/index.ts';
import { week } from '../proofs/stories/library/week.ts';
import type { Story } from '../proofs/stories/story.ts';
import { type Incident, minutes, type Span } from '../proofs/stories/system/incident.ts';
import type { Artefact } from './artefact.ts';
import { HEADER, table } from './markdown.ts';

const DAY = minutes(24 * 60);

/** `docs/generated/stories.md`: each trouble of the stories with every notification of it, and what the ordinary week holds. */
export function storiesReference(): Artefact {
  const text = [
    HEADER,
    '# Who is notified of what',
    'Each row is the whole system over some time, put through the real rules of Prometheus and the routes of Alertmanager by `npx pnpm@12 test:rules`, which fails if one notification more, less or at another time comes. `high` is a page. Times are minutes and seconds from the beginning of the story; its trouble mostly begins after 40 minutes. The heartbeat is left out.',
    table(['what happens', 'notifications'], STORIES.map(row)),
    '## The ordinary week',
    'Seven days at real length, of which nobody is notified.',
    table(['day', 'time', 'what happens'], happenings(week.incident).map(happeningRow)),
  ].join('\n\n');
  return { path: 'docs/generated/stories.md', text: `${text}\n` };
}

function row({ title, notified }: Story): string[] {
  return [title, notified.length === 0 ? 'none' : notified.map((each) => `\`${each}\``).join(', ')];
}

interface Happening {
  readonly at: number;
  readonly what: string;
}

function happenings({ lives = {}, providersDown = {}, failedScans = [], unseen = [] }: Incident): Happening[] {
  const lasting = (spans: readonly Span[] | undefined, what: string) =>
    (spans ?? []).map(([from, to]) => ({ at: from, what: `${what} for ${(to - from) / 60} min` }));
  const absences = Object.entries(lives).flatMap(([service, replicas]) =>
    replicas.flatMap((own) => {
      const away = own.slice(1).map(([begins], n): Span => [own[n]?.[1] ?? begins, begins]);
      return lasting(away, `${service}: a replica is away`);
    }),
  );
  const all = [
    ...absences,
    ...Object.entries(providersDown).flatMap(([provider, spans]) => lasting(spans, `${provider} is away`)),
    ...failedScans.map((at) => ({ at, what: 'a scan fails' })),
    ...lasting(unseen, 'Prometheus restarts and takes no sample'),
  ];
  return all.sort((a, b) => a.at - b.at);
}

function happeningRow({ at, what }: Happening): string[] {
  const minute = Math.floor((at % DAY) / 60);
  const two = (part: number) => String(part).padStart(2, '0');
  return [String(Math.floor(at / DAY) + 1), `${two(Math.floor(minute / 60))}:${two(minute % 60)}`, what];
}
