import { Inject, Injectable } from '@nestjs/common';
import type { ServiceName } from '@qt/catalogue';
import { messageOf, type Trace, type TraceSpan } from '@qt/contracts';
import { traceSpanOf } from '@qt/nest-service';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import { ApiConfig } from '../../config.ts';
import { getJson } from '../get-json.ts';
import { Neighbours } from '../stream/neighbours.ts';
import { spansOfJaeger } from './jaeger-trace.ts';

/** A trace, wherever it still is. */
@Injectable()
export class TracesService {
  constructor(
    private readonly neighbours: Neighbours,
    private readonly config: ApiConfig,
    @Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'fetch' | 'spans'>,
  ) {}

  /** From Jaeger, else what the services keep of it. What is on its way to Jaeger, which takes seconds, is theirs as well. */
  async trace(traceId: string): Promise<Trace> {
    const stored = await this.#stored(traceId);
    if (typeof stored !== 'string') return { source: 'jaeger', detail: '', missing: [], spans: byStart(stored) };
    const { spans, missing } = await this.#kept(traceId);
    if (spans.length > 0) return { source: 'services', detail: stored, missing, spans: byStart(spans) };
    const detail = `${stored}, and no service that answers has it among the latest traces in which it changed something`;
    return { source: 'none', detail, missing, spans: [] };
  }

  /** The spans, or why there are none. */
  async #stored(traceId: string): Promise<readonly TraceSpan[] | string> {
    const { QT_JAEGER_URL: url } = this.config;
    if (url === undefined) return 'QT_JAEGER_URL is not set';
    try {
      const spans = spansOfJaeger(await getJson(this.telemetry, url, `/api/traces?traceID=${traceId}`));
      return spans.length > 0 ? spans : 'Jaeger does not have it';
    } catch (error) {
      return messageOf(error);
    }
  }

  async #kept(traceId: string): Promise<{ spans: readonly TraceSpan[]; missing: ServiceName[] }> {
    const answers = await Promise.all(
      this.neighbours.all.map(async ([service, client]) => {
        const reply = await client.spans({ query: { trace_id: traceId } });
        return { service, spans: reply.ok ? reply.body.items : null };
      }),
    );
    const own = this.telemetry.spans.of(traceId).map(traceSpanOf);
    return {
      spans: [...own, ...answers.flatMap(({ spans }) => spans ?? [])],
      missing: answers.filter(({ spans }) => spans === null).map(({ service }) => service),
    };
  }
}

function byStart(spans: readonly TraceSpan[]): TraceSpan[] {
  return spans.toSorted((a, b) => a.started_at_ms - b.started_at_ms);
}
