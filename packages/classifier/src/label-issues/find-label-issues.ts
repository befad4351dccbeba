import { confidentJoint, type LabelledProbabilities } from './confident-joint'

/** A row whose label is probably wrong. */
export interface LabelIssue {
  readonly row: number
  /** The label that it was given. */
  readonly given: number
  /** The most probable class. */
  readonly suggested: number
  /** The probability of the given label: the lower, the surer that it is wrong. */
  readonly quality: number
}

/**
 * Finds rows whose labels are probably wrong, by confident learning: the confident joint says how many rows of label i
 * seem to be of class j, and so many are taken, those first whose probability of j exceeds that of i most ("prune by
 * noise rate"). Rows whose label is the most probable class are left alone. Equals cleanlab's `find_label_issues`,
 * ranked by self-confidence, where every class keeps rows.
 *
 * @returns the worst first
 */
export function findLabelIssues(predicted: LabelledProbabilities): LabelIssue[] {
  const { probabilities, targets, classes } = predicted
  const joint = confidentJoint(predicted)
  const rowsOf = Array.from({ length: classes }, (): number[] => [])
  targets.forEach((target, row) => {
    rowsOf[target]!.push(row)
  })
  const suspects = new Set<number>()
  rowsOf.forEach((rows, given) => {
    for (let other = 0; other < classes; other++) {
      const count = joint[given * classes + other]!
      if (other === given || count === 0) continue
      const margin = (row: number) =>
        probabilities[row * classes + other]! - probabilities[row * classes + given]!
      const order = rows.toSorted((a, b) => margin(b) - margin(a) || a - b)
      for (const row of order.slice(0, count)) suspects.add(row)
    }
  })
  const issues: LabelIssue[] = []
  for (const row of suspects) {
    const own = probabilities.subarray(row * classes, (row + 1) * classes)
    const [given, suggested] = [targets[row]!, own.indexOf(Math.max(...own))]
    if (suggested !== given) issues.push({ row, given, suggested, quality: own[given]! })
  }
  return issues.sort((a, b) => a.quality - b.quality || a.row - b.row)
}

/** The probability of each row's given label: cleanlab's `get_label_quality_scores`. */
export function labelQuality({ probabilities, targets, classes }: LabelledProbabilities): Float64Array {
  return Float64Array.from(targets, (target, row) => probabilities[row * classes + target]!)
}
