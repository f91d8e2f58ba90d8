/**
 * Whether a person opens the page in a browser, by what only browsers send, and only when they navigate; plain HTTP to
 * another host has no `sec-fetch-…`. Whoever else asks for it, such as curl or a probe, starts no script.
 */
export function isOpening(headers: Readonly<Record<string, string | undefined>>): boolean {
  if (/prefetch|prerender/.test(headers['sec-purpose'] ?? headers['purpose'] ?? '')) return false;
  return (headers['sec-fetch-mode'] ?? (headers['upgrade-insecure-requests'] && 'navigate')) === 'navigate';
}
