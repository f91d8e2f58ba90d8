import type { ServiceTelemetry, SystemSection } from '@qt/contracts';
import { shownLatency } from '../../format/duration.ts';
import { counted } from '../../format/words.ts';
import { Nothing, Panel } from '../../parts/panel.tsx';
import { Status } from '../../parts/status.tsx';
import { Table } from '../../parts/table.tsx';

/** Whether what is known of each service is whole: nothing lost on its way, and the process keeps up. */
export function TelemetryPanel({ telemetry }: Pick<SystemSection, 'telemetry'>) {
  return (
    <Panel title="Telemetry">
      {telemetry.length === 0 ? (
        <Nothing>No service's metrics have been read yet.</Nothing>
      ) : (
        <Table columns={['Service', 'Lost', { number: 'Event loop, 99 %' }]}>{telemetry.map(serviceRow)}</Table>
      )}
    </Panel>
  );
}

function serviceRow({ service, event_loop_p99_seconds: delay, ...losses }: ServiceTelemetry) {
  const lost = lossesOf(losses);
  return (
    <tr key={service}>
      <th scope="row">{service}</th>
      <td>
        <Status is={lost.length === 0 ? 'ok' : 'bad'}>{lost.length === 0 ? 'nothing' : lost.join(', ')}</Status>
      </td>
      <td class="number">{delay === null ? <Status is="warn">not heard</Status> : shownLatency(delay * 1000)}</td>
    </tr>
  );
}

type Losses = Omit<ServiceTelemetry, 'service' | 'event_loop_p99_seconds'>;

function lossesOf({ log_lines_dropped, export_failures, series_overflow }: Losses): string[] {
  return [
    [log_lines_dropped, 'log line'] as const,
    [export_failures, 'OTLP item'] as const,
    [series_overflow, 'label set'] as const,
  ]
    .filter(([count]) => count > 0)
    .map(([count, one]) => counted(Math.ceil(count), one));
}
