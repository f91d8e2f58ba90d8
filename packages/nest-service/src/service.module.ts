import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, DiscoveryModule } from '@nestjs/core';
import type { Tokens } from './access/access.ts';
import { ErrorFilter } from './error.filter.ts';
import { EventsController } from './events.controller.ts';
import { OpenApiController } from './open-api/open-api.controller.ts';
import { OperationalController } from './operational.controller.ts';
import type { ServiceDescription } from './service-description.ts';
import { SpansController } from './spans.controller.ts';
import { NOW, OPERATORS, PEOPLE, SERVICE } from './tokens.ts';

@Module({})
class SurroundingsModule {}

/** Global: the clock, the service's description, who has a token, and how errors are answered. */
export function surroundings(service: ServiceDescription, now: () => number, tokens: Tokens): DynamicModule {
  return {
    module: SurroundingsModule,
    global: true,
    providers: [
      { provide: NOW, useValue: now },
      { provide: SERVICE, useValue: service },
      { provide: OPERATORS, useValue: tokens.operators },
      { provide: PEOPLE, useValue: tokens.people },
      { provide: APP_FILTER, useClass: ErrorFilter },
    ],
    exports: [NOW, SERVICE, OPERATORS, PEOPLE],
  };
}

/** The root of a service: `imports` around it, its own module (which exports `READINESS`) inside. */
@Module({})
class ServiceModule {}

export function serviceModule(own: DynamicModule, imports: readonly DynamicModule[]): DynamicModule {
  const controllers = [OperationalController, EventsController, SpansController, OpenApiController];
  return { module: ServiceModule, imports: [DiscoveryModule, ...imports, own], controllers };
}
