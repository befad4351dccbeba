import type { Labelled } from '../contract'
import type { InputKind } from './input-kind'

/** What may be notable about rows of any kind of input. */
export type RowWarning = 'duplicates-across-split' | 'duplicate-rows' | 'contradicting-labels' | 'imbalance'

/** Something about the rows that training can live with and its user should know. */
export interface DataWarning<Kind extends string = never> {
  readonly kind: RowWarning | Kind
  /** What was found and what to do about it, in sentences. */
  readonly message: string
  /** How many rows; for `imbalance` the ratio of the largest class to the smallest. */
  readonly count: number
}

export type OnWarning<Kind extends string = never> = (warning: DataWarning<Kind>) => void

/** The default: a warning of the process, which Node prints once to stderr. */
export function emitWarning(warning: DataWarning<string>): void {
  process.emitWarning(warning.message, { type: 'GraftWarning', code: warning.kind })
}

/** Classes further apart than this get a warning. */
const largestRatio = 5

/**
 * What is notable about training rows and, where there are some, validation rows.
 *
 * @param keys of both: equal where the inputs count as the same
 */
export function inspectRows<Kind extends string>(
  { name, plural, warningsOf }: InputKind<unknown, Kind>,
  train: { readonly rows: readonly Labelled[]; readonly keys: readonly string[] },
  validation: { readonly keys: readonly string[] } = { keys: [] },
): DataWarning<Kind>[] {
  const warnings: DataWarning<Kind>[] = []
  const add = (kind: RowWarning, count: number, message: string) => {
    if (count > 0) warnings.push({ kind, count, message })
  }

  const labelsByKey = new Map<string, Set<string>>()
  let repeated = 0
  train.rows.forEach(({ label }, row) => {
    const key = train.keys[row]!
    const labels = labelsByKey.get(key)
    if (labels?.has(label)) repeated++
    if (labels) labels.add(label)
    else labelsByKey.set(key, new Set([label]))
  })

  const across = validation.keys.filter((key) => labelsByKey.has(key)).length
  add(
    'duplicates-across-split',
    across,
    `${counted(across, 'validation row')} also among the training rows: the validation score is too good by as much. Remove them from one side.`,
  )
  add(
    'duplicate-rows',
    repeated,
    `${counted(repeated, 'training row')} a repetition of an earlier one, with the same label. Remove them unless their weight is meant.`,
  )
  const contradicting = [...labelsByKey.values()].filter((labels) => labels.size > 1).length
  add(
    'contradicting-labels',
    contradicting,
    `${contradicting === 1 ? `1 training ${name} has` : `${contradicting} training ${plural} have`} more than one label. Decide which is right.`,
  )
  warnings.push(...(warningsOf?.(train.keys) ?? []))

  const sizes = countLabels(train.rows)
  const [largest, smallest] = [Math.max(...sizes.values()), Math.min(...sizes.values())]
  const ratio = largest / smallest
  if (ratio > largestRatio) {
    add(
      'imbalance',
      ratio,
      `The classes are unbalanced, 1 to ${ratio.toFixed(1)} (${describeSizes(sizes)}). Judge by F1 of the rare class rather than accuracy, pass classWeight: 'balanced', or add rows.`,
    )
  }
  return warnings
}

function countLabels(rows: readonly Labelled[]): Map<string, number> {
  const sizes = new Map<string, number>()
  for (const { label } of rows) sizes.set(label, (sizes.get(label) ?? 0) + 1)
  return sizes
}

function describeSizes(sizes: ReadonlyMap<string, number>): string {
  const shown = [...sizes].sort((a, b) => b[1] - a[1])
  const text = shown.slice(0, 6).map(([label, size]) => `${label} ${size}`)
  return text.join(', ') + (shown.length > 6 ? ', …' : '')
}

function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun} is` : `${count} ${noun}s are`
}
