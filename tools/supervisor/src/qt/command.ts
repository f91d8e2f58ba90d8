/**
 * A subcommand of `qt`: prints to stdout and returns the exit code.
 *
 * @throws BadUsage
 */
export type Command = (args: readonly string[], env: NodeJS.ProcessEnv) => number | Promise<number>;
