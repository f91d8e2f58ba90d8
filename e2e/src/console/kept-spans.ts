import { LoopbackServer } from '@qt/test-kit';

interface KeyValue {
  readonly key: string;
  readonly value: { readonly stringValue?: string };
}
interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly KeyValue[];
}
interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] };
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}

export interface KeptSpan extends Pick<Span, 'traceId' | 'spanId' | 'parentSpanId'> {
  /** Service and name: `qt-api POST /console/acts`. */
  readonly title: string;
  /** Those that are text. */
  readonly attributes: Readonly<Record<string, string | undefined>>;
}

/** A Collector that takes OTLP/HTTP with JSON and keeps the spans of every service. */
export class KeptSpans {
  readonly spans: KeptSpan[] = [];
  readonly #server = new LoopbackServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.url === '/v1/traces') this.#take(JSON.parse(Buffer.concat(chunks).toString()) as Export);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });

  /** What makes every service send its spans here. */
  async listen(): Promise<Record<string, string>> {
    await this.#server.listen();
    return {
      OTEL_EXPORTER_OTLP_ENDPOINT: this.#server.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_METRICS_EXPORTER: 'none',
    };
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  #take({ resourceSpans }: Export): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      const service = textsOf(resource.attributes)['service.name'];
      for (const { name, attributes, ...ids } of scopeSpans.flatMap(({ spans }) => spans)) {
        this.spans.push({ ...ids, title: `${service} ${name}`, attributes: textsOf(attributes) });
      }
    }
  }
}

function textsOf(attributes: readonly KeyValue[]): Record<string, string | undefined> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue]));
}
