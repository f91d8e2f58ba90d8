import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';

/** Grafana's named colours follow the theme; each has one meaning on every dashboard. */
export const COLOUR = {
  good: 'green',
  notice: 'yellow',
  warning: 'orange',
  bad: 'red',
  calm: 'blue',
  none: 'text',
  clear: 'transparent',
} as const;
type Colour = (typeof COLOUR)[keyof typeof COLOUR];

/** A colour from each value on; the first has no lower bound. */
export function steps(
  base: Colour,
  ...from: readonly (readonly [number, Colour])[]
): dashboard.ThresholdsConfigBuilder {
  return new dashboard.ThresholdsConfigBuilder()
    .mode(dashboard.ThresholdsMode.Absolute)
    .steps([{ value: null, color: base }, ...from.map(([value, color]) => ({ value, color }))]);
}

/** Words and colours for values that represent states. */
export function words(
  states: Readonly<Record<string, readonly [text: string, colour: Colour]>>,
): dashboard.ValueMapping[] {
  const options = Object.entries(states).map(
    ([value, [text, color]], index) => [value, { text, color, index }] as const,
  );
  return [{ type: dashboard.MappingType.ValueToText, options: Object.fromEntries(options) }];
}

/** A word and a colour for a range of values. */
export function wordFrom(from: number | null, to: number | null, text: string, color: Colour): dashboard.ValueMapping {
  return { type: dashboard.MappingType.RangeToText, options: { from, to, result: { text, color } } };
}

export const byThreshold = () => new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.Thresholds);
export const byName = () => new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.PaletteClassicByName);
export const fixed = (colour: Colour) => ({
  id: 'color',
  value: { mode: dashboard.FieldColorModeId.Fixed, fixedColor: colour },
});
