/**
 * Two models side by side on live minutes. `shadow`: a candidate that may take the place of the current model, its rival.
 * `watch`: a model that was promoted, which may have to give its place back to the one before it.
 */
export interface Trial {
  readonly kind: 'shadow' | 'watch';
  readonly version: string;
  readonly rival: string;
  /** Unix ms. */
  readonly endsAt: number;
}
