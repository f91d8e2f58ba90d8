/** What a check found: all well, or what is wrong and the next step. */
export type Finding =
  | { readonly ok: true; readonly detail: string }
  | { readonly ok: false; readonly detail: string; readonly step: string };

/** One thing that a whole deployment does. It is asked again until it is well or time is up. */
export interface Check {
  readonly name: string;
  run(): Promise<Finding>;
}

export const well = (detail: string): Finding => ({ ok: true, detail });
export const wrong = (detail: string, step: string): Finding => ({ ok: false, detail, step });

/** How long one request may take, in ms. */
const ANSWER_MS = 3000;

/** @throws Error without an answer in time, or with a status other than 2xx */
export async function get(url: string): Promise<Response> {
  const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return response;
}
