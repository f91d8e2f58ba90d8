import type { LoggerService } from '@nestjs/common';
import type { Log } from '@qt/catalogue';

/** Writes Nest's own messages to our log, those of a normal start at `debug`. */
export function nestLogger(log: Log): LoggerService {
  const fields = (rest: unknown[]) => ({ nest_context: rest.at(-1) });
  return {
    log: (message: unknown, ...rest: unknown[]) => log.debug(String(message), fields(rest)),
    debug: (message: unknown, ...rest: unknown[]) => log.debug(String(message), fields(rest)),
    verbose: (message: unknown, ...rest: unknown[]) => log.debug(String(message), fields(rest)),
    warn: (message: unknown, ...rest: unknown[]) => log.warn(String(message), fields(rest)),
    error: (message: unknown, ...rest: unknown[]) => {
      // The reason of a failed start is thrown as well, and `main` logs it once.
      if (rest.at(-1) !== 'ExceptionHandler') log.error(String(message), fields(rest));
    },
    fatal: (message: unknown, ...rest: unknown[]) => log.error(String(message), fields(rest)),
  };
}
