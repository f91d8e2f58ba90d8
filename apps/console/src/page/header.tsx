import { ActButton } from '../acts/act-button.tsx';
import { sentence } from '../format/words.ts';
import { connection, latest } from '../live/sections.ts';
import { Who } from '../session/who.tsx';
import { hashOf, route, VIEWS } from './route.ts';
import { verdictOf } from './verdict.ts';

/** On every view: where one is, whether orders go out, who one is, and the kill switch. */
export function Header() {
  const section = latest.now.value?.section;
  const { is, headline } = verdictOf(section, connection.value);
  return (
    <header class="top">
      <div class="name">
        <strong>qt</strong>
        {section === undefined ? null : (
          <span title={`version ${section.health.version}`}>
            {section.health.environment}, market {section.health.market}
          </span>
        )}
      </div>
      <nav aria-label="Views">
        {VIEWS.map((view) => (
          <a key={view} href={hashOf(view)} aria-current={route.value.view === view ? 'page' : undefined}>
            {sentence(view)}
          </a>
        ))}
        <a href="/runbooks">Runbooks</a>
      </nav>
      {route.value.view === 'now' ? null : <span class={`verdict-mark ${is}`}>{headline}</span>}
      <Live />
      <Who />
      <KillSwitch />
    </header>
  );
}

function Live() {
  const { state } = connection.value;
  return <span class={`connection ${state}`}>{state}</span>;
}

/** Engaged or not, the way to the other is here, on every view of whoever may go it. */
function KillSwitch() {
  const risk = latest.now.value?.section.risk;
  const engaged = risk?.ok === true && risk.answer.kill_switch.engaged;
  return (
    <ActButton class={engaged ? 'kill engaged' : 'kill'} act={{ kind: 'kill_switch', enabled: !engaged }}>
      {engaged ? 'Release kill switch' : 'Kill switch'}
    </ActButton>
  );
}
