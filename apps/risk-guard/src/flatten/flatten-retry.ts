import { Injectable } from '@nestjs/common';
import { PollingService } from '@qt/nest-service';
import { FlattenService } from './flatten.service.ts';

const EVERY_MS = 2000;

/** Goes on with a demand to close positions that was cut off by a restart or that the API could not carry out. */
@Injectable()
export class FlattenRetry extends PollingService {
  constructor(private readonly flattening: FlattenService) {
    super();
  }

  protected override round(): Promise<void> {
    return this.flattening.resume();
  }

  protected override pauseMs(): number {
    return EVERY_MS;
  }
}
