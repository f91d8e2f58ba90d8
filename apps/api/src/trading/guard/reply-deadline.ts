import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

/** How long an order waits for the risk guard, in ms. */
export const REPLY_DEADLINE_MS = 2000;

@Injectable()
export class ReplyDeadline {
  /** Resolves at the deadline of a request that is sent now. */
  passed(): Promise<void> {
    return setTimeout(REPLY_DEADLINE_MS, undefined, { ref: false });
  }
}
