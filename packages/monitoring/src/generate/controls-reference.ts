import type { Control, Proof, Rulebook } from '../controls/control.ts';
import { RULEBOOKS } from '../controls/rulebooks.ts';
import type { Artefact } from './artefact.ts';
import { HEADER, table } from './markdown.ts';

/** `docs/generated/controls.md`: each rule, the control that meets it, and the tests that prove it. */
export function controlsReference(): Artefact {
  const text = [
    HEADER,
    '# Controls',
    'What SEC rule 15c3-5 (market access), MiFID II’s RTS 6 (Delegated Regulation (EU) 2017/589) and FIA’s *Best Practices for Automated Trading Risk Controls and System Safeguards* ask for, what meets it here, and which tests prove it. This is an engineering view, not legal advice.',
    'A test that is named here and does not exist fails `npx pnpm@12 check`. `npx pnpm@12 controls` prints each rule with the last run of its tests on this checkout; CI runs it after its tests and fails where a test has not passed.',
    ...RULEBOOKS.flatMap(section),
  ].join('\n\n');
  return { path: 'docs/generated/controls.md', text: `${text}\n` };
}

function section({ title, controls }: Rulebook): string[] {
  return [`## ${title}`, table(['rule', 'asks for', 'control', 'proof'], controls.map(row))];
}

function row({ rule, asks, answer }: Control): string[] {
  if (!('proofs' in answer)) return [rule, asks, `*Does not apply.* ${answer.notApplicable}`, ''];
  return [rule, asks, escaped(answer.control), answer.proofs.map(link).join('<br>')];
}

function link({ file, test }: Proof): string {
  return `[${escaped(test.replace(/ >$/, '').trim())}](../../${file})`;
}

/** A `<` would begin a tag. */
function escaped(text: string): string {
  return text.replaceAll('<', '\\<');
}
