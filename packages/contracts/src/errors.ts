import { z } from 'zod';

/** What every failed request answers, on every service. Never a stack. */
export const errorReply = z.object({
  error: z.object({
    /** Stable, for programs: `risk_denied`, `unknown_symbol`. */
    code: z.string(),
    /** For people: names the field, what was expected and what came. */
    message: z.string(),
    request_id: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
});
export type ErrorReply = z.infer<typeof errorReply>;
