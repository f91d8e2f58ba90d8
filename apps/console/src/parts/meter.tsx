/** A share of a limit as a bar, from 0 to 1; its words stand beside it. From four fifths on it warns, at the whole it is red. */
export function Meter({ share, label }: { readonly share: number; readonly label: string }) {
  return <meter aria-label={label} min={0} max={1} low={0.8} high={0.999} optimum={0} value={share} />;
}
