import type { ComponentChildren } from 'preact';

/** How grave: `ok`, worth a look (`warn`), broken (`bad`), or neither (`off`). */
export type Gravity = 'ok' | 'warn' | 'bad' | 'off';

/** A state as a mark and words; the mark's shape differs too, so that it needs no colour to be read. */
export function Status({ is, children }: { readonly is: Gravity; readonly children: ComponentChildren }) {
  return (
    <span class={`status ${is}`}>
      <span class="mark" aria-hidden="true" />
      {children}
    </span>
  );
}
