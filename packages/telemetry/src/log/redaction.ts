export const REDACTED = '[redacted]';

const SECRET_NAME =
  /authorization|cookie|secret|passw|passphrase|credential|signature|private[-_]?key|api[-_]?key|apikey|token$/i;

const SECRET_VARIABLE =
  /(TOKENS?|SECRET|PASSWORD|PASSPHRASE|API_?KEY|PRIVATE_KEY|CREDENTIALS?|OTLP(_[A-Z]+)?_HEADERS)$/;

/** Shorter values would redact ordinary words. */
const SHORTEST_SECRET = 6;

const SECRET_SHAPES = [
  // With a digit, or long: not the words of a sentence.
  /(\b(?:Bearer|Basic)\s+)(?=\S*[0-9]|\S{16})[A-Za-z0-9._~+/=-]{6,}/gi,
  /((?:signature|api[-_]?key|[a-z_-]*token|[a-z_-]*secret|password)=)[^\s"'&,;\\]+/gi,
  /("(?:signature|api[-_]?key|[a-z_-]*token|[a-z_-]*secret|password|authorization)"\s*:\s*")[^"]+/gi,
];

/** In every shape, and not in most texts. */
const SECRET_HINT = /[=:]|\b(?:Bearer|Basic)\b/i;

/** Takes secrets out of text. */
export type Scrub = (text: string) => string;

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Redacts the secrets of this environment by value, and others by their shape. */
export function createScrub(env: Readonly<Record<string, string | undefined>>): Scrub {
  const values = Object.entries(env)
    .filter(([name]) => SECRET_VARIABLE.test(name))
    .flatMap(([name, value = '']) => secretsIn(name, value))
    .filter((value) => value.length >= SHORTEST_SECRET)
    .sort((a, b) => b.length - a.length);
  const known = values.length > 0 ? new RegExp(values.map(escapeForRegExp).join('|'), 'g') : undefined;
  return (text) => {
    let clean = known === undefined ? text : text.replace(known, REDACTED);
    if (!SECRET_HINT.test(clean)) return clean;
    for (const shape of SECRET_SHAPES) clean = clean.replace(shape, `$1${REDACTED}`);
    return clean;
  };
}

function secretsIn(name: string, value: string): string[] {
  if (name.endsWith('_HEADERS')) return headerValues(value);
  // `QT_ADMIN_TOKENS` is `name:token,name:token`.
  return name.endsWith('TOKENS')
    ? value.split(',').map((pair) => pair.slice(pair.indexOf(':') + 1).trim())
    : [value.trim()];
}

/** `OTEL_EXPORTER_OTLP_HEADERS` is `name=value,name=value`, percent-encoded. */
function headerValues(list: string): string[] {
  return list.split(',').flatMap((pair) => {
    const value = pair.slice(pair.indexOf('=') + 1).trim();
    return [value, decoded(value)];
  });
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function escapeForRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
