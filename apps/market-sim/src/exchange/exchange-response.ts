/** An exchange's response: a JSON body, and headers besides the usual ones. */
export interface ExchangeResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** An error response in the exchange's own format. */
export class ExchangeError extends Error {
  override readonly name = 'ExchangeError';
  readonly response: ExchangeResponse;

  constructor(status: number, body: unknown) {
    super(`refused with ${status}`);
    this.response = { status, headers: {}, body };
  }
}

/** Query parameters; a repeated one is an array. */
export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Responds with the value of `work`, or with the `ExchangeError` that it throws. */
export async function respond(headers: ExchangeResponse['headers'], work: () => unknown): Promise<ExchangeResponse> {
  try {
    return { status: 200, headers, body: await work() };
  } catch (error) {
    if (error instanceof ExchangeError) return { ...error.response, headers };
    throw error;
  }
}
