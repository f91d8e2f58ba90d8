/** Who a token belongs to. */
export interface NamedToken {
  readonly name: string;
  readonly token: string;
}

const NAME = /^[A-Za-z][A-Za-z0-9._-]{0,31}$/;
const SHORTEST_TOKEN = 8;

/**
 * Parses `anna:token,ben:token`, separated by commas or line breaks; a line that begins with `#` is a comment. A name may
 * have several tokens, so that one can be replaced while both are valid. Returns what is wrong as text, without a token.
 */
export function parseNamedTokens(
  text: string,
  mayBeCalled: (name: string) => boolean,
  tokenOf: (given: string) => string = (given) => given,
): NamedToken[] | string {
  const entries = text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .flatMap((line) => line.split(','))
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const tokens: NamedToken[] = [];
  for (const [index, entry] of entries.entries()) {
    const colon = entry.indexOf(':');
    const [name, token] = [entry.slice(0, Math.max(colon, 0)).trim(), tokenOf(entry.slice(colon + 1).trim())];
    const which = NAME.test(name) ? name : `entry ${index + 1}`;
    if (!NAME.test(name)) return `name:token, with a name of letters, digits, dots or dashes (${which})`;
    if (!mayBeCalled(name)) return `names of callers, none of ours (${which})`;
    if (token.length < SHORTEST_TOKEN) return `tokens of at least ${SHORTEST_TOKEN} characters (${which})`;
    if (tokens.some((other) => other.token === token)) return `a different token for each name (${which})`;
    tokens.push({ name, token });
  }
  return tokens.length === 0 ? 'at least one name:token' : tokens;
}
