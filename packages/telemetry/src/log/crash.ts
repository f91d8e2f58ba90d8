import type { Log } from '@qt/catalogue';

/** Logs uncaught errors, flushes, and exits with 1. Returns a function that removes the handlers. */
export function exitOnCrash(log: Log, flush: () => Promise<void>): () => void {
  let crashed = false;
  const crash = (message: string) => (error: unknown) => {
    log.error(message, { error });
    if (crashed) return;
    crashed = true;
    void flush().finally(() => process.exit(1));
  };
  const onException = crash('Uncaught exception: the process ends');
  const onRejection = crash('Unhandled rejection: the process ends');
  process.on('uncaughtException', onException).on('unhandledRejection', onRejection);
  return () => {
    process.off('uncaughtException', onException).off('unhandledRejection', onRejection);
  };
}
