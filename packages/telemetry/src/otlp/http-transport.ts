import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type IExporterTransport, OTLPExporterError } from '@opentelemetry/otlp-exporter-base';
import { addressOf } from './address.ts';
import type { Target } from './target.ts';

const CONTENT_TYPES = { 'http/json': 'application/json', 'http/protobuf': 'application/x-protobuf', grpc: '' } as const;
const RETRYABLE = [429, 502, 503, 504];
const LONGEST_ANSWER = 4 * 1024 * 1024;

/**
 * One attempt for each request. Unlike the SDK's transport it limits the time to the end of the answer and names status
 * and address of a refusal.
 */
export async function createHttpTransport(target: Target): Promise<IExporterTransport> {
  const url = new URL(target.url);
  const { Agent, request } = await (url.protocol === 'https:' ? import('node:https') : import('node:http'));
  const agent = new Agent({ keepAlive: true, ...target.tls });
  const isCompressed = target.compression === 'gzip';
  const headers = {
    ...target.headers,
    'Content-Type': CONTENT_TYPES[target.protocol],
    'User-Agent': 'OTel-OTLP-Exporter-JavaScript (qt)',
    ...(isCompressed && { 'Content-Encoding': 'gzip' }),
  };
  const post = (body: Uint8Array, signal: AbortSignal) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const length = { 'Content-Length': body.length };
      request(url, { method: 'POST', agent, headers: { ...headers, ...length }, signal }, resolve)
        .on('error', reject)
        .end(body);
    });
  return {
    async send(data, timeoutMillis) {
      const signal = AbortSignal.timeout(timeoutMillis);
      try {
        const answer = await post(isCompressed ? await promisify(gzip)(data) : data, signal);
        const body = await read(answer);
        const { statusCode = 0, statusMessage = '' } = answer;
        if (statusCode >= 200 && statusCode <= 299) return { status: 'success', data: body };
        const error = new OTLPExporterError(`${addressOf(url)} answered ${statusCode} ${statusMessage}`, statusCode);
        if (!RETRYABLE.includes(statusCode)) return { status: 'failure', error };
        return { status: 'retryable', error, ...retryAfter(answer.headers['retry-after']) };
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        const reason = signal.aborted ? `no complete answer within ${timeoutMillis} ms` : message || code;
        const failure = Object.assign(new Error(`${addressOf(url)}: ${reason}`), { code });
        return { status: signal.aborted ? 'failure' : 'retryable', error: failure };
      }
    },
    shutdown: () => agent.destroy(),
  };
}

async function read(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST_ANSWER) throw new Error(`an answer of more than ${LONGEST_ANSWER} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Seconds, or a date. */
function retryAfter(header: string | undefined): { retryInMillis?: number } {
  if (header === undefined) return {};
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? {} : { retryInMillis: Math.max(0, ms) };
}
