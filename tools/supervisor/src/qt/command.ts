/**
 * A subcommand of `qt`: prints to stdout and returns the exit code. `root` is the folder of the checkout.
 *
 * @throws BadUsage
 */
export type Command = (args: readonly string[], env: NodeJS.ProcessEnv, root: string) => number | Promise<number>;
