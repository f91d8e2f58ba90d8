/** The build that this page is of: the API says in each heartbeat which one it serves. */
export const BUILD = document.querySelector<HTMLMetaElement>('meta[name=build]')?.content ?? '';
