/** What a page reads from this API to show beside what a command is expected to print. */
export interface LiveValue {
  readonly path: string;
  /** A regular expression of JavaScript. */
  readonly pattern: string;
  /** Whether grep prints the matches alone, not their lines. */
  readonly matches: boolean;
}

/** `curl … "${QT_API_URL:-…}/path" | grep -oE 'pattern'` at the end of a line, which reads and changes nothing. */
const READS =
  /^curl (?:-\w+ |--max-time \d+ )*(?:\$\{QT_API_TOKEN:\+-H "[^"]*"\} |-H "X-Admin-Token: \$\{.*?\)\}" )?"\$\{QT_(API|SCHEDULER|RISK_GUARD)_URL:-[^}]*\}([^"]*)" \| grep (?:-([oE]+) )?'([^']+)'$/;

/** The API answers for the other services' health. */
const PATHS: Readonly<Record<string, (path: string) => string | undefined>> = {
  API: (path) => path,
  SCHEDULER: (path) => (path === '/health/scheduler' ? path : undefined),
  RISK_GUARD: (path) => (path === '/risk' ? '/health/risk' : undefined),
};

/** The live values of a block, one for each command of it that only reads from this API. */
export function liveValues(text: string): LiveValue[] {
  return text.split('\n').flatMap((line) => {
    const [, service = '', path = '', flags = '', pattern] = READS.exec(line) ?? [];
    const own = PATHS[service]?.(path);
    if (own === undefined || pattern === undefined) return [];
    return [
      { path: own, pattern: brackets(flags.includes('E') ? pattern : extended(pattern)), matches: flags.includes('o') },
    ];
  });
}

/** A basic regular expression, in which braces, parentheses and the like are literal. */
function extended(basic: string): string {
  return basic.replaceAll(/[{}()|+?]/g, '\\$&').replaceAll(/\[[^\]]*\]/g, (set) => set.replaceAll('\\', ''));
}

/** A bracket first in a set is a member of it to grep, and the end of the set to JavaScript. */
function brackets(pattern: string): string {
  return pattern.replaceAll(/(?<!\\)\[(\^?)\]/g, '[$1\\]');
}
