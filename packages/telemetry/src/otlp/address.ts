/** A URL without what may be secret in it. */
export const addressOf = ({ origin, pathname }: URL): string => origin + (pathname === '/' ? '' : pathname);
