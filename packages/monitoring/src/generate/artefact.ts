/** A file that is made from the catalogue. */
export interface Artefact {
  /** From the repository's root. */
  readonly path: string;
  readonly text: string;
}
