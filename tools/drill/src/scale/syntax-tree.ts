import type { SyntaxNode } from '@lezer/common';

/** The arguments of a call or an aggregation that are not text. */
export function argumentsOf(call: SyntaxNode): SyntaxNode[] {
  return childrenOf(call.getChild('FunctionCallBody')).filter(({ name }) => name !== 'StringLiteral');
}

/** The name of a binary expression's operator. */
export function operatorOf(node: SyntaxNode): string {
  return childrenOf(node)[1]?.name ?? '';
}

function childrenOf(node: SyntaxNode | null): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node?.firstChild ?? null; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

export const first = (node: SyntaxNode): SyntaxNode => node.firstChild ?? node;
export const last = (node: SyntaxNode): SyntaxNode => node.lastChild ?? node;
