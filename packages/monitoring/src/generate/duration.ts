const UNITS: Readonly<Record<string, number>> = { d: 86_400, h: 3_600, m: 60, s: 1 };

/**
 * The seconds of a Prometheus duration of whole days, hours, minutes and seconds, such as `1h30m`.
 *
 * @throws Error that names the text
 */
export function secondsOf(duration: string): number {
  if (!/^(?=\d)(\d+d)?(\d+h)?(\d+m)?(\d+s)?$/.test(duration)) {
    throw new Error(`expected a duration such as 1h30m, actual '${duration}'`);
  }
  const parts = [...duration.matchAll(/(\d+)([dhms])/g)];
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0), 0);
}
