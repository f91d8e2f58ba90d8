import { Inject, Injectable } from '@nestjs/common';
import type { Instruments, Log } from '@qt/catalogue';
import type { BrowserTelemetry } from '@qt/contracts';
import { HttpProblem, NOW } from '@qt/nest-service';
import { INSTRUMENTS, LOG, TELEMETRY, type Telemetry } from '@qt/telemetry';
import { Allowance } from './allowance.ts';
import { LoggedErrors } from './logged-errors.ts';
import { relayedSpansOf } from './relayed-spans.ts';

/** A page sends every five seconds at most. */
const MOST_A_MINUTE = 60;

type ConsoleInstruments = Instruments<'qt_console_errors_total' | 'qt_console_load_seconds'>;

/** Takes what the page noticed in a browser: errors are counted and logged, spans handed on as of `qt-console`. */
@Injectable()
export class BrowserTelemetryService {
  readonly #allowance = new Allowance(MOST_A_MINUTE);
  readonly #logged = new LoggedErrors();

  constructor(
    @Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'relay'>,
    @Inject(INSTRUMENTS) private readonly instruments: ConsoleInstruments,
    @Inject(LOG) private readonly log: Pick<Log, 'event'>,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  /**
   * @param source the address that it comes from
   * @throws HttpProblem 429 `too_much_telemetry`.
   */
  take({ build, spans, errors, load_ms }: BrowserTelemetry, source: string): void {
    if (!this.#allowance.take(source, this.now())) {
      throw new HttpProblem(429, 'too_much_telemetry', `telemetry: expected at most ${MOST_A_MINUTE} a minute`);
    }
    for (const error of errors) {
      this.instruments.qt_console_errors_total.add(1, { kind: error.kind });
      if (this.#logged.isDue(error.fingerprint, this.now())) this.log.event('console.error', { ...error, build });
    }
    if (load_ms !== undefined) this.instruments.qt_console_load_seconds.record(load_ms / 1000);
    this.telemetry.relay('qt-console', relayedSpansOf(spans, build));
  }
}
