/** What an exchange answers: JSON, and headers beside the usual ones. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A request that the exchange refuses, in its own words. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly answer: Answer;

  constructor(status: number, body: unknown) {
    super(`refused with ${status}`);
    this.answer = { status, headers: {}, body };
  }
}

/** Query parameters as they came: a repeated one is an array. */
export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The answer that the work gives: its value, or its refusal. */
export async function answering(headers: Answer['headers'], work: () => unknown): Promise<Answer> {
  try {
    return { status: 200, headers, body: await work() };
  } catch (error) {
    if (error instanceof Refusal) return { ...error.answer, headers };
    throw error;
  }
}
