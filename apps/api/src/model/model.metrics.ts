import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Instruments, Profile } from '@qt/catalogue';
import { INSTRUMENTS } from '@qt/telemetry';
import { ApiConfig } from '../config.ts';
import { ScanTimesRepository } from '../store/scan-times.repository.ts';

type ModelInstruments = Instruments<
  | 'qt_model_inference_duration_seconds'
  | 'qt_model_confidence'
  | 'qt_model_confidence_threshold'
  | 'qt_model_last_inference_timestamp_seconds'
  | 'qt_model_trained_timestamp_seconds'
>;

/**
 * The model's series by version: confidence of the current version alone, inference times of the current and the
 * previous one. Late values of an older version are dropped, so that a series that ended stays ended.
 */
@Injectable()
export class ModelMetrics implements OnModuleInit {
  readonly #profiles: readonly Profile[];
  #current: string | null = null;
  #previous: string | null = null;

  constructor(
    private readonly config: ApiConfig,
    private readonly scanTimes: ScanTimesRepository,
    @Inject(INSTRUMENTS) private readonly instruments: ModelInstruments,
  ) {
    this.#profiles = [...config.confidenceThresholds.keys()];
  }

  /** Thresholds and last inferences exist before the first scrape. */
  async onModuleInit(): Promise<void> {
    const { qt_model_confidence_threshold, qt_model_last_inference_timestamp_seconds } = this.instruments;
    for (const [profile, threshold] of this.config.confidenceThresholds) {
      qt_model_confidence_threshold.set(threshold, { profile });
    }
    for (const [profile, at] of await this.scanTimes.read()) {
      qt_model_last_inference_timestamp_seconds.set(at / 1000, { profile });
    }
  }

  /** `version`, trained at `trainedAt` (Unix ms), became the current model. */
  promoted(version: string, trainedAt: number): void {
    this.instruments.qt_model_trained_timestamp_seconds.set(trainedAt / 1000);
    if (version === this.#current) return;
    const dropped = this.#previous;
    this.#previous = this.#current;
    this.#current = version;
    if (this.#previous !== null) this.instruments.qt_model_confidence.end({ model_version: this.#previous });
    if (dropped !== null && dropped !== version) {
      this.instruments.qt_model_inference_duration_seconds.end({ model_version: dropped });
    }
    for (const profile of this.#profiles) {
      this.instruments.qt_model_inference_duration_seconds.declare({ profile, model_version: version });
    }
  }

  /** One inference took `seconds`. */
  inferred(profile: Profile, version: string, symbol: string, seconds: number): void {
    if (version !== this.#current && version !== this.#previous) return;
    this.instruments.qt_model_inference_duration_seconds.record(seconds, { profile, model_version: version, symbol });
  }

  /** A profile's scan ended at `at` (Unix ms) with this mean confidence, 0 to 1. */
  scanned(profile: Profile, version: string, confidence: number, at: number): void {
    this.instruments.qt_model_last_inference_timestamp_seconds.set(at / 1000, { profile });
    if (version !== this.#current) return;
    this.instruments.qt_model_confidence.set(confidence, { profile, model_version: version });
  }
}
