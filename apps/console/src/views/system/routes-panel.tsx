import type { RouteLatency, SystemSection } from '@qt/contracts';
import { shownLatency } from '../../format/duration.ts';
import { percent } from '../../format/words.ts';
import { Nothing, Panel } from '../../parts/panel.tsx';
import { Status } from '../../parts/status.tsx';
import { Table } from '../../parts/table.tsx';

/** Each route of the last hour: how often it was asked, how often it failed, how long it took. */
export function RoutesPanel({ routes }: Pick<SystemSection, 'routes'>) {
  return (
    <Panel title="Routes" aside="of the last hour" class="wide">
      {routes.length === 0 ? (
        <Nothing>No route was asked for in the last hour.</Nothing>
      ) : (
        <Table
          columns={[
            'Route',
            { number: 'Requests' },
            { number: 'Errors' },
            { number: 'Median' },
            { number: '95 %' },
            { number: '99 %' },
          ]}
        >
          {routes.map(routeRow)}
        </Table>
      )}
    </Panel>
  );
}

function routeRow({ route, requests, errors, p50_seconds, p95_seconds, p99_seconds }: RouteLatency) {
  return (
    <tr key={route}>
      <th scope="row">{route}</th>
      <td class="number">
        <data value={requests}>{Math.round(requests).toLocaleString('en')}</data>
      </td>
      <td class="number">
        {errors === 0 ? 'none' : <Status is="bad">{percent(Math.min(1, errors / requests))}</Status>}
      </td>
      {[p50_seconds, p95_seconds, p99_seconds].map((seconds, at) => (
        <td key={at} class="number">
          {seconds === null ? '–' : shownLatency(seconds * 1000)}
        </td>
      ))}
    </tr>
  );
}
