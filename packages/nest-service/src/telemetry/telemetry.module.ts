import { type DynamicModule, Module } from '@nestjs/common';
import type { ServiceName } from '@qt/catalogue';
import { INSTRUMENTS, LOG, TELEMETRY, type Telemetry } from '@qt/telemetry';

/** Gives every module `INSTRUMENTS`, `LOG` and `TELEMETRY` of a telemetry that was started before the app. */
// biome-ignore lint/complexity/noStaticOnlyClass: a Nest module is a class, and `forRoot` is how one is configured
export class TelemetryModule {
  static forRoot<S extends ServiceName>(telemetry: Telemetry<S>): DynamicModule {
    const providers = [
      { provide: TELEMETRY, useValue: telemetry },
      { provide: INSTRUMENTS, useValue: telemetry.instruments },
      { provide: LOG, useValue: telemetry.log },
    ];
    return { module: TelemetryModule, global: true, providers, exports: [TELEMETRY, INSTRUMENTS, LOG] };
  }
}

// Called, not written as `@Module`: so this package also runs from its sources, where Node only strips types.
Module({})(TelemetryModule);
