import { setTimeout } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { ProviderName } from '@qt/catalogue';
import { NOW } from '@qt/nest-service';
import type { FastifyReply } from 'fastify';
import type { ExchangeResponse } from '../exchange/exchange-response.ts';
import { applyFault, type FaultedResponse } from './apply-fault.ts';
import { FaultsService } from './faults.service.ts';
import { BrokenJson } from './malformed-json.ts';

/** Sends the providers' responses, changed by the active fault if there is one. */
@Injectable()
export class FaultInjector implements OnModuleDestroy {
  readonly #stopped = new AbortController();

  constructor(
    private readonly faults: FaultsService,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  /** @param responseAt the provider's correct response at an instant (Unix ms) */
  async serve(
    provider: ProviderName,
    reply: FastifyReply,
    responseAt: (at: number) => Promise<ExchangeResponse>,
  ): Promise<void> {
    const left = new AbortController();
    reply.raw.once('close', () => left.abort());
    const signal = AbortSignal.any([left.signal, this.#stopped.signal]);
    const outcome = await applyFault(provider, this.faults.pick(provider), responseAt, this.now, (ms) =>
      setTimeout(ms, undefined, { signal }),
    ).catch((error: unknown): FaultedResponse => {
      if (!signal.aborted) throw error;
      return { kind: 'disconnect' };
    });
    if (outcome.kind === 'response') send(reply, outcome.response);
    else cut(reply);
  }

  /** Releases the requests delayed by a fault, so that the service can stop. */
  onModuleDestroy(): void {
    this.#stopped.abort();
  }
}

function send(reply: FastifyReply, { status, headers, body }: ExchangeResponse): void {
  const text = body instanceof BrokenJson ? body.text : JSON.stringify(body);
  void reply.code(status).headers(headers).type('application/json; charset=utf-8').send(text);
}

function cut(reply: FastifyReply): void {
  reply.hijack();
  reply.raw.destroy();
}
