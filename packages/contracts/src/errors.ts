import { z } from 'zod';

/** The body of every failed request, on every service. Never contains a stack trace. */
export const errorReply = z
  .object({
    error: z.object({
      /** Stable, for programs: `risk_denied`, `unknown_symbol`. */
      code: z.string(),
      /** For people: names the field, what was expected and what came. */
      message: z.string(),
      request_id: z.string(),
      details: z.record(z.string(), z.unknown()).optional(),
    }),
  })
  .meta({
    id: 'Error',
    description: 'What every failed request answers',
    examples: [
      {
        error: {
          code: 'invalid_input',
          message: "quantity: expected a decimal above 0, actual '-1'",
          request_id: '5f0c8a52-9d5c-4f0e-8b8e-3f6f1f2b7c11',
        },
      },
    ],
  });
export type ErrorReply = z.infer<typeof errorReply>;

/** The message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
