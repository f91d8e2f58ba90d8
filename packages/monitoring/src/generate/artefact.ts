/** A generated file. */
export interface Artefact {
  /** Relative to the repository's root. */
  readonly path: string;
  readonly text: string;
}
