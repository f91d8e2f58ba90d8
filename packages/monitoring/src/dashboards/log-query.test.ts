import { describe, expect, test } from 'vitest';
import { eventLines, logQl, logsQl } from './log-query.ts';

const failovers = eventLines('qt-api', ['provider.failover'], ['{from} → {to}', { when: 'error', text: ': {error}' }]);

describe('a log query', () => {
  test('is LogQL for Loki', () => {
    expect(logQl(failovers)).toBe(
      '{service_name="qt-api", deployment_environment_name=~"$environment"} | event="provider.failover"' +
        ' | json from="from", to="to", error="error" | line_format `{{.from}} → {{.to}}{{ if .error }}: {{.error}}{{ end }}`',
    );
  });

  test('is LogsQL for VictoriaLogs', () => {
    expect(logsQl(failovers)).toBe(
      '{"service.name"="qt-api","deployment.environment.name"=~"$environment"} (event:in(provider.failover))' +
        ' | unpack_json fields (from,to,error) | format "<from> → <to>" as shown' +
        ' | format if (error:*) "<shown>: <error>" as shown | format "<shown>" as _msg',
    );
  });

  test('takes nothing out of the line that is stored beside it', () => {
    const denials = eventLines('qt-risk-guard', ['risk.denied'], ['{symbol}: {message}']);
    expect(logQl(denials)).toContain('| json message="message" |');
    expect(logsQl(denials)).toContain('| unpack_json fields (message) |');
  });

  test('asks for any of several events, and for an id in any of several fields', () => {
    const either = eventLines('qt-api', ['provider.circuit.opened', 'provider.circuit.closed'], ['{message}']);
    expect(logQl(either)).toContain('| event=~"provider.circuit.opened|provider.circuit.closed"');
    const story = {
      service: 'chosen',
      filters: [{ fields: ['request_id', 'trace_id'], values: ['$id'] }],
      show: ['{message}'],
    } as const;
    expect(logQl(story)).toContain('| request_id=~"$id" or trace_id=~"$id"');
    expect(logsQl(story)).toContain('(request_id:~"^($id)$" or trace_id:~"^($id)$")');
  });

  test('reads nothing until the variable that it needs has a value', () => {
    const story = { service: 'chosen', filters: [], show: ['{message}'], needs: 'id' } as const;
    expect(logQl(story)).toContain('deployment_environment_name=~"$environment", id!~"$id"}');
    expect(logsQl(story)).toContain('"deployment.environment.name"=~"$environment","id"!~"$id"}');
  });

  test('does not compile with a field that none of its events has', () => {
    // @ts-expect-error: a failover has no quantity
    eventLines('qt-api', ['provider.failover'], ['{quantity}']);
  });
});
