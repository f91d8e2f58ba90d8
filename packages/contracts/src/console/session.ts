import { z } from 'zod';
import { role } from '../roles.ts';
import type { Routes } from '../route.ts';
import { instant } from '../values.ts';

/** The cookie that holds a session, encrypted. */
export const SESSION_COOKIE = 'qt-session';

/** The header that repeats `csrf_token` of the session on every act. */
export const CSRF_HEADER = 'x-csrf-token';

/** Who has signed in at the console. The token itself stays in a cookie that no script can read. */
export const consoleSession = z
  .discriminatedUnion('signed_in', [
    z.object({
      signed_in: z.literal(false),
      /** Whether one reads without signing in, as everybody on the machine of a service on loopback does. */
      may_read: z.boolean(),
    }),
    z.object({
      signed_in: z.literal(true),
      may_read: z.literal(true),
      name: z.string(),
      role,
      csrf_token: z.string(),
      expires_at: instant,
    }),
  ])
  .meta({ id: 'ConsoleSession' });
export type ConsoleSession = z.infer<typeof consoleSession>;

export const sessionRoutes = {
  session: {
    method: 'GET',
    path: '/console/session',
    tag: 'Console',
    summary: 'Who has signed in, as what, and the token that each act repeats in X-CSRF-Token',
    access: 'public',
    responses: { 200: consoleSession },
  },
  signIn: {
    method: 'POST',
    path: '/console/session',
    tag: 'Console',
    summary: "Signs in with a person's own token, in X-Admin-Token this once; a cookie keeps it from then on",
    access: 'person',
    responses: { 200: consoleSession },
  },
  signOut: {
    method: 'DELETE',
    path: '/console/session',
    tag: 'Console',
    summary: 'Signs out: the cookie is deleted',
    access: 'session',
    responses: { 200: consoleSession },
  },
} as const satisfies Routes;
