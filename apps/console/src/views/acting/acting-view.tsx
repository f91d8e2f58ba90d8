import { ActButton, mayDo } from '../../acts/act-button.tsx';
import { type Draft, describe } from '../../acts/act-kinds.ts';
import { latest } from '../../live/sections.ts';
import { Missing, Nothing, Panel } from '../../parts/panel.tsx';
import { VerdictBanner } from '../now/verdict-banner.tsx';
import { ActsPanel } from './acts-panel.tsx';
import { DisputesPanel } from './disputes-panel.tsx';
import { LimitsPanel } from './limits-panel.tsx';

const STOP: readonly Draft[] = [
  { kind: 'kill_switch', enabled: true },
  { kind: 'state', state: 'reducing' },
  { kind: 'state', state: 'halted' },
  { kind: 'close_positions' },
  { kind: 'flatten' },
];
const RESUME: readonly Draft[] = [
  { kind: 'kill_switch', enabled: false },
  { kind: 'kill_switch', enabled: null },
  { kind: 'state', state: 'active' },
  { kind: 'reset' },
];
const MODELS: readonly Draft[] = [
  { kind: 'retrain' },
  { kind: 'halt_promotions', halted: true },
  { kind: 'halt_promotions', halted: false },
];

/** What one can do, each with what it does; and what was done. */
export function ActingView() {
  const section = latest.now.value?.section;
  return (
    <>
      <VerdictBanner />
      <div class="acting">
        <Panel title="Stop">
          <p class="hint">Each asks for a reason, once.</p>
          <Acts acts={STOP} />
        </Panel>
        <Panel title="Resume">
          <p class="hint">Each loosens, so it asks twice.</p>
          <Acts acts={RESUME} />
        </Panel>
        <Panel title="Models">
          <Acts acts={MODELS} />
        </Panel>
        {section?.risk.ok ? <DisputesPanel books={section.risk.answer.books} /> : null}
        {section === undefined ? null : section.limits.ok ? (
          <LimitsPanel {...section.limits.answer} />
        ) : (
          <Panel title="Limits">
            <Missing what="The risk guard" detail={section.limits.detail} />
          </Panel>
        )}
        <ActsPanel />
      </div>
    </>
  );
}

function Acts({ acts }: { readonly acts: readonly Draft[] }) {
  const mine = acts.filter((act) => mayDo(describe(act).needs));
  if (mine.length === 0) return <Nothing>This needs another role than yours.</Nothing>;
  return (
    <ul class="acts">
      {mine.map((act) => {
        const { title, effect } = describe(act);
        return (
          <li key={title}>
            <ActButton act={act}>{title}</ActButton>
            <p>{effect}</p>
          </li>
        );
      })}
    </ul>
  );
}
