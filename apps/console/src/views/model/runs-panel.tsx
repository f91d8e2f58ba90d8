import type { RetrainRun } from '@qt/contracts';
import { ActButton } from '../../acts/act-button.tsx';
import { shownDuration } from '../../format/duration.ts';
import { percent } from '../../format/words.ts';
import { Ago, Instant } from '../../parts/instant.tsx';
import { Nothing, Panel } from '../../parts/panel.tsx';
import { Status } from '../../parts/status.tsx';
import { Table } from '../../parts/table.tsx';

const MOST = 20;
const STATUS = { running: 'off', success: 'ok', failure: 'bad' } as const;

/** Training runs, newest first, with how far the running one is. */
export function RunsPanel({ runs }: { readonly runs: readonly RetrainRun[] }) {
  return (
    <Panel
      title="Training runs"
      class="wide"
      aside={
        <ActButton class="small" act={{ kind: 'retrain' }}>
          Retrain now
        </ActButton>
      }
    >
      {runs.length === 0 ? (
        <Nothing>No run yet.</Nothing>
      ) : (
        <Table columns={['Started', 'By', 'Status', 'Model', { number: 'Took' }]}>
          {runs.slice(0, MOST).map(runRow)}
        </Table>
      )}
    </Panel>
  );
}

function runRow(run: RetrainRun) {
  const { run_id, status, trigger, started_at, finished_at, progress, stage, model_version, promoted, error } = run;
  return (
    <tr key={run_id}>
      <td>
        <Instant at={started_at} />
      </td>
      <td>{trigger}</td>
      <td>
        <Status is={STATUS[status]}>{status === 'running' ? `${stage}, ${percent(progress)}` : status}</Status>
        {status === 'running' ? <meter aria-label="Progress" min={0} max={1} value={progress} /> : null}
        {error === null ? null : <span class="note"> {error}</span>}
      </td>
      <td>{model_version === null ? '–' : `${model_version}, ${promoted ? 'promoted' : 'not promoted'}`}</td>
      <td class="number">
        {finished_at === null ? (
          <Ago at={started_at} />
        ) : (
          shownDuration(Date.parse(finished_at) - Date.parse(started_at))
        )}
      </td>
    </tr>
  );
}
