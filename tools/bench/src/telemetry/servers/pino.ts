import { LoggerModule } from 'nestjs-pino';

/**
 * nestjs-pino as its README has it, with a request id of its own as ours has. Its default route matches nothing on
 * NestJS 12.5 with Fastify: without one of its own it would log no request.
 */
export const pinoModule = () =>
  LoggerModule.forRoot({ pinoHttp: { genReqId: () => crypto.randomUUID() }, forRoutes: ['*path'] });
