import { LoggerModule } from 'nestjs-pino';

/**
 * nestjs-pino as in its README, with its own request id as ours has. Its default route matches nothing on
 * NestJS 12.5 with Fastify: without an explicit route it would log no request.
 */
export const pinoModule = () =>
  LoggerModule.forRoot({ pinoHttp: { genReqId: () => crypto.randomUUID() }, forRoutes: ['*path'] });
