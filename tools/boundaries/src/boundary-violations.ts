/** A package of the workspace, as its `package.json` and `turbo.json` describe it. */
export interface WorkspacePackage {
  readonly name: string;
  /** From the workspace's root: `packages/sqlite`. */
  readonly folder: string;
  readonly tags: readonly string[];
  /** Names of its run-time dependencies. */
  readonly dependencies: readonly string[];
}

/** Tags of the packages that only developers and CI need: nothing that runs in production may depend on them. */
const NOT_IN_PRODUCTION = new Set(['monitoring', 'test-kit', 'tool', 'bench', 'backtest', 'tests']);

/**
 * The violations in the packages' tags and run-time dependencies, one sentence each.
 *
 * @param known the tags that the root's `turbo.json` has a rule for
 */
export function boundaryViolations(packages: readonly WorkspacePackage[], known: readonly string[]): string[] {
  const tagOf = new Map(packages.map(({ name, tags }) => [name, tags[0] ?? '']));
  return packages.flatMap(({ name, folder, tags, dependencies }) => {
    const file = `${folder}/turbo.json`;
    if (tags.length !== 1) return [`${file}: expected one tag, actual ${tags.length === 0 ? 'none' : tags.join(', ')}`];
    const [tag = ''] = tags;
    if (!known.includes(tag)) return [`${file}: expected a tag out of ${known.join(', ')}, actual '${tag}'`];
    if (NOT_IN_PRODUCTION.has(tag)) return [];
    return dependencies
      .filter((dependency) => NOT_IN_PRODUCTION.has(tagOf.get(dependency) ?? ''))
      .map(
        (dependency) =>
          `${folder}/package.json: expected ${dependency} in devDependencies, because ${name} runs in production`,
      );
  });
}
