import type { ComponentChildren } from 'preact';

interface PanelProps {
  readonly title: string;
  /** Beside the title: a count, a state. */
  readonly aside?: ComponentChildren;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** A part of a view under a heading of its own. */
export function Panel({ title, aside, class: name = '', children }: PanelProps) {
  const id = `panel-${title.toLowerCase().replaceAll(/\W+/g, '-')}`;
  return (
    <section class={`panel ${name}`} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {aside === undefined ? null : <div class="aside">{aside}</div>}
      </header>
      {children}
    </section>
  );
}

/** What another service did not answer, and since when. */
export function Missing({
  what,
  detail,
  children,
}: {
  readonly what: string;
  readonly detail: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <p class="missing">
      <strong>{what} does not answer.</strong> {detail} {children}
    </p>
  );
}

export function Nothing({ children }: { readonly children: ComponentChildren }) {
  return <p class="nothing">{children}</p>;
}
