import type { SyntaxNode } from '@lezer/common';

/** A node and all below it that are wanted, in the order of the text. */
export function find(node: SyntaxNode, wanted: (node: SyntaxNode) => boolean): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  node.cursor().iterate(({ node: each }) => {
    if (wanted(each)) found.push(each);
  });
  return found;
}
