import type { SectionName, Sections } from '@qt/contracts';

/** Where one section of the stream comes from. */
export interface SectionSource<K extends SectionName = SectionName> {
  readonly name: K;
  /** The pause between two looks, in ms. */
  readonly everyMs: number;
  /** What is now. Rejects only for a fault of the API's own. */
  gather(): Promise<Sections[K]>;
  /** Whether what was gathered is worth an event. By default: if it differs from the last one. */
  isNews?(section: Sections[K]): boolean;
  /** What somebody gets who has just come, if not the last event. */
  whole?(): Sections[K];
}

/** Injection token of all sources, one a section. */
export const SECTION_SOURCES = Symbol('qt:section-sources');
