import { LoggerModule } from 'nestjs-pino';

/** nestjs-pino as its README has it, with a request id of its own as ours has. */
export const pinoModule = () => LoggerModule.forRoot({ pinoHttp: { genReqId: () => crypto.randomUUID() } });
