import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { Tokens } from './access.ts';
import { ErrorFilter } from './error-filter.ts';
import { OperationalController } from './operational-controller.ts';
import type { ServiceDescription } from './service-description.ts';
import { NOW, SERVICE, TOKENS } from './tokens.ts';

@Module({})
class SurroundingsModule {}

/** Global: the clock, the accepted tokens, the service's description, and how errors are answered. */
export function surroundings(service: ServiceDescription, tokens: Tokens, now: () => number): DynamicModule {
  return {
    module: SurroundingsModule,
    global: true,
    providers: [
      { provide: NOW, useValue: now },
      { provide: TOKENS, useValue: tokens },
      { provide: SERVICE, useValue: service },
      { provide: APP_FILTER, useClass: ErrorFilter },
    ],
    exports: [NOW, TOKENS, SERVICE],
  };
}

/** The root of a service: `imports` around it, its own module (which exports `READINESS`) inside. */
@Module({})
export class ServiceModule {}

export function serviceModule(own: DynamicModule, imports: readonly DynamicModule[]): DynamicModule {
  return { module: ServiceModule, imports: [...imports, own], controllers: [OperationalController] };
}
