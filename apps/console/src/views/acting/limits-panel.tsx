import { useSignal } from '@preact/signals';
import type { RiskLimits } from '@qt/contracts';
import { mayDo } from '../../acts/act-button.tsx';
import { ask } from '../../acts/current-act.ts';
import { words } from '../../format/words.ts';
import { Until } from '../../parts/instant.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Table } from '../../parts/table.tsx';
import { LIMIT_NAMES, LIMIT_UNITS, limitChangeOf, type Typed } from './limit-fields.ts';

/** The limits in force, the most that each can be, and a change of them. */
export function LimitsPanel({ limits, bounds, pending }: RiskLimits) {
  const typed = useSignal<Typed>({});
  const change = limitChangeOf(typed.value, limits);
  const may = mayDo('operator');
  const submit = (event: Event) => {
    event.preventDefault();
    if (change !== undefined) ask({ kind: 'limits', limits: change });
  };
  return (
    <Panel title="Limits" class="wide">
      {pending === null ? null : (
        <p class="missing">
          {pending.actor} asks for {JSON.stringify(pending.limits)}: {pending.reason}. A second operator who sends the
          same puts it in force; forgotten <Until at={pending.expires_at} />.
        </p>
      )}
      <form onSubmit={submit}>
        <Table columns={['Limit', { number: 'At most' }, 'New value']}>
          {LIMIT_NAMES.map((name) => (
            <tr key={name}>
              <th scope="row">{words(name)}</th>
              <td class="number">{bounds[name] ?? 'no bound'}</td>
              <td>
                <input
                  type="text"
                  inputMode="decimal"
                  readOnly={!may}
                  name={name}
                  aria-label={`${words(name)}, ${LIMIT_UNITS[name]}`}
                  placeholder={`${limits[name] ?? 'none'}`}
                  value={typed.value[name] ?? `${limits[name] ?? ''}`}
                  onInput={({ currentTarget }) => {
                    typed.value = { ...typed.value, [name]: currentTarget.value.trim() };
                  }}
                />{' '}
                <span class="unit">{LIMIT_UNITS[name]}</span>
              </td>
            </tr>
          ))}
        </Table>
        {may ? (
          <button type="submit" disabled={change === undefined}>
            Change limits…
          </button>
        ) : null}
      </form>
    </Panel>
  );
}
