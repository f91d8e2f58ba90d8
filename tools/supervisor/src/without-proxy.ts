/**
 * No proxy of the environment is used between services, nor to ask them: their addresses are added to what goes without
 * one. Node reads these variables at each request.
 */
export function withoutProxy(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const given = env['no_proxy'] || env['NO_PROXY'];
  const own = ['localhost', '127.0.0.1', '::1', '[::1]', ...(env['QT_HOST'] ? [env['QT_HOST']] : [])];
  const value = [...new Set([...(given?.split(',') ?? []), ...own])].join(',');
  return { NO_PROXY: value, no_proxy: value };
}
