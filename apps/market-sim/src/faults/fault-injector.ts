import { setTimeout } from 'node:timers/promises';
import type { OnModuleDestroy } from '@nestjs/common';
import type { ProviderName } from '@qt/catalogue';
import type { FastifyReply } from 'fastify';
import type { Answer } from '../exchange/answer.ts';
import { type Outcome, outcomeOf } from './apply-fault.ts';
import type { FaultBoard } from './faults.service.ts';
import { BrokenJson } from './malformed-json.ts';

/** Carries the providers' answers to their clients, or what a fault makes of them. */
export class Wire implements OnModuleDestroy {
  readonly #board: FaultBoard;
  readonly #now: () => number;
  readonly #stopped = new AbortController();

  constructor(board: FaultBoard, now: () => number) {
    this.#board = board;
    this.#now = now;
  }

  /** @param answerAt the provider's honest answer at an instant (Unix ms) */
  async serve(provider: ProviderName, reply: FastifyReply, answerAt: (at: number) => Promise<Answer>): Promise<void> {
    const left = new AbortController();
    reply.raw.once('close', () => left.abort());
    const signal = AbortSignal.any([left.signal, this.#stopped.signal]);
    const outcome = await outcomeOf(provider, this.#board.strike(provider), answerAt, this.#now, (ms) =>
      setTimeout(ms, undefined, { signal }),
    ).catch((error: unknown): Outcome => {
      if (!signal.aborted) throw error;
      return { does: 'disconnect' };
    });
    if (outcome.does === 'answer') send(reply, outcome.answer);
    else cut(reply);
  }

  /** Lets go of the requests that a fault keeps waiting, so that the service can stop. */
  onModuleDestroy(): void {
    this.#stopped.abort();
  }
}

function send(reply: FastifyReply, { status, headers, body }: Answer): void {
  const text = body instanceof BrokenJson ? body.text : JSON.stringify(body);
  void reply.code(status).headers(headers).type('application/json; charset=utf-8').send(text);
}

function cut(reply: FastifyReply): void {
  reply.hijack();
  reply.raw.destroy();
}
