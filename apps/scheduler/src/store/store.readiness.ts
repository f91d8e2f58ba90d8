import { Inject, Injectable } from '@nestjs/common';
import { NOW, type ReadinessChecks, trackCheck } from '@qt/nest-service';

/** The check `history`: whether the database can be written. */
@Injectable()
export class StoreReadiness implements ReadinessChecks {
  readonly #check;

  constructor(@Inject(NOW) now: () => number) {
    this.#check = trackCheck('history', 'not opened', now);
  }

  report(ok: boolean, detail: string): void {
    this.#check.report(ok, detail);
  }

  checks() {
    return [this.#check.read()];
  }
}
