const pad = (value: number) => String(value).padStart(2, '0');

/** An instant as the browser's own field for a local minute has it: `2026-01-01T14:03`. */
export function localMinute(instant: number): string {
  const at = new Date(instant);
  const day = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  return `${day}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
}
