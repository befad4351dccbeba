import { GraftError } from '@graftjs/base'

/**
 * Which paths of a module. A text is a path with all below it (`encoder.layer.0`), in which `*` stands for one
 * name or a part of one and `**` for any number of names (`encoder.*.attention`, `**.bias`); or an expression,
 * or a predicate.
 */
export type PathSelection = string | RegExp | ((path: string) => boolean)

const patterns: Readonly<Record<string, string>> = {
  '**.': '(?:.+\\.)?',
  '.**': '(?:\\..+)?',
  '**': '.+',
  '*': '[^.]*',
}

/** The test that a selection makes of a path. */
export function selects(selection: PathSelection): (path: string) => boolean {
  if (typeof selection === 'function') return selection
  const expression =
    typeof selection === 'string'
      ? new RegExp(
          `^${selection.replace(/\*\*\.|\.\*\*|\*\*|\*|[\\^$+?.()|[\]{}]/g, (part) => patterns[part] ?? `\\${part}`)}(?:\\.|$)`,
        )
      : selection
  return (path) => path.search(expression) >= 0
}

/** @internal The paths that a selection takes; taking none is a mistake. */
export function selected(what: string, selection: PathSelection, paths: readonly string[]): Set<string> {
  const taken = paths.filter(selects(selection))
  if (taken.length > 0) return new Set(taken)
  const name = typeof selection === 'function' ? 'the predicate' : `"${String(selection)}"`
  throw new GraftError('invalid-option', {
    what: `${what}: ${name} takes none of the model's ${paths.length} paths.`,
    fix: `Use paths such as ${paths.slice(0, 3).join(', ') || 'those of stateOf(model)'}, or patterns such as "encoder.*.bias" or "**.bias".`,
  })
}
