import type { Label } from '../input/label-index'
import { listed } from '../input/labels'
import type { ReportWarning } from './report'

/** Below this many rows the figures of a class say little. */
const fewRows = 30

/** What a reader of the figures should know before trusting them. */
export function reportWarnings<L extends Label>(
  labels: readonly L[],
  codes: Int32Array,
  predicted: Int32Array,
): ReportWarning<L>[] {
  const rows = countCodes(codes, labels.length)
  const guesses = countCodes(predicted, labels.length)
  const named = (holds: (at: number) => boolean) => labels.filter((_, at) => holds(at))
  const absent = named((at) => rows[at] === 0)
  const few = named((at) => rows[at]! > 0 && rows[at]! < fewRows)
  const unseen = named((at) => rows[at]! > 0 && guesses[at] === 0)
  const warnings: ReportWarning<L>[] = []
  if (labels.length - absent.length === 1) {
    warnings.push({
      code: 'one-class',
      message: 'All rows are of one class: these figures do not tell the model from a constant answer.',
      labels: named((at) => rows[at]! > 0),
    })
  }
  if (absent.length > 0) {
    warnings.push({
      code: 'class-absent',
      message: `No row is of class ${listed(absent)}: its recall is not measured and macro F1 counts it as 0 or less than it deserves.`,
      labels: absent,
    })
  }
  if (few.length > 0) {
    warnings.push({
      code: 'few-rows',
      message: `Fewer than ${fewRows} rows are of class ${listed(few)}: its figures may be far off, see their intervals.`,
      labels: few,
    })
  }
  if (unseen.length > 0) {
    warnings.push({
      code: 'never-predicted',
      message: `No row was predicted as ${listed(unseen)}: its precision is set to 0.`,
      labels: unseen,
    })
  }
  return warnings
}

function countCodes(codes: Int32Array, classes: number): Int32Array {
  const counts = new Int32Array(classes)
  for (const code of codes) counts[code] = counts[code]! + 1
  return counts
}
