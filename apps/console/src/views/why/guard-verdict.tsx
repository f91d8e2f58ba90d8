import type { DecisionRecord, RuleVerdict } from '@qt/contracts';
import { words } from '../../format/words.ts';
import { Nothing } from '../../parts/panel.tsx';
import { Status } from '../../parts/status.tsx';
import { Table } from '../../parts/table.tsx';

const VERDICT = { passed: 'ok', denied: 'bad', waived: 'warn' } as const;

/** What the risk guard said of the order, and how it stood by each rule: those that spoke against it first. */
export function GuardVerdict({ decision, detail, rules }: NonNullable<DecisionRecord['guard']>) {
  const against = rules.filter(({ verdict }) => verdict !== 'passed');
  const passed = rules.filter(({ verdict }) => verdict === 'passed');
  return (
    <>
      <p>
        <Status is={decision === 'allowed' ? 'ok' : 'bad'}>{decision}</Status>: {detail}
      </p>
      {against.length === 0 ? <Nothing>No rule denied or was waived.</Nothing> : <Rules rules={against} />}
      {passed.length === 0 ? null : (
        <details>
          <summary>{passed.length} rules passed</summary>
          <Rules rules={passed} />
        </details>
      )}
    </>
  );
}

function Rules({ rules }: { readonly rules: readonly RuleVerdict[] }) {
  return (
    <Table columns={['Rule', { number: 'Limit' }, { number: 'Observed' }]}>
      {rules.map(({ reason, verdict, limit, observed, message }) => (
        <tr key={message}>
          <td>
            <Status is={VERDICT[verdict]}>
              {words(reason)}: {verdict}
            </Status>
            <small>{message}</small>
          </td>
          <td class="number">{limit ?? '–'}</td>
          <td class="number">{observed ?? '–'}</td>
        </tr>
      ))}
    </Table>
  );
}
