/** The headers of a caller with this token; none without one. */
export function bearer(token: string | undefined): Readonly<Record<string, string>> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

/** The token in a caller's `Authorization`, as `bearer` puts it there; the scheme is in any case (RFC 9110). */
export function bearerToken(authorization: string | undefined): string | undefined {
  return authorization?.replace(/^Bearer /i, '');
}
