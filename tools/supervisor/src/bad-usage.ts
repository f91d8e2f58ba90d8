/** An argument or variable that a command cannot work with. */
export class BadUsage extends Error {
  override readonly name = 'BadUsage';
}
