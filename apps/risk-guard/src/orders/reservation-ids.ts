import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';

/** Where ids of reservations come from. */
@Injectable()
export class ReservationIds {
  next(): string {
    return randomUUID();
  }
}
