import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { OperatorTokens } from './access/operator-tokens.ts';
import { ErrorFilter } from './error.filter.ts';
import { OpenApiController } from './open-api/open-api.controller.ts';
import { OperationalController } from './operational.controller.ts';
import type { ServiceDescription } from './service-description.ts';
import { NOW, OPERATORS, SERVICE } from './tokens.ts';

@Module({})
class SurroundingsModule {}

/** Global: the clock, the service's description, its operators, and how errors are answered. */
export function surroundings(service: ServiceDescription, now: () => number, operators: OperatorTokens): DynamicModule {
  return {
    module: SurroundingsModule,
    global: true,
    providers: [
      { provide: NOW, useValue: now },
      { provide: SERVICE, useValue: service },
      { provide: OPERATORS, useValue: operators },
      { provide: APP_FILTER, useClass: ErrorFilter },
    ],
    exports: [NOW, SERVICE, OPERATORS],
  };
}

/** The root of a service: `imports` around it, its own module (which exports `READINESS`) inside. */
@Module({})
class ServiceModule {}

export function serviceModule(own: DynamicModule, imports: readonly DynamicModule[]): DynamicModule {
  return { module: ServiceModule, imports: [...imports, own], controllers: [OperationalController, OpenApiController] };
}
