import type { ClassTally } from '../classification/class-scores'
import type { Label } from '../input/label-index'
import type { CodeRows, LabelSetPair } from './label-sets'

/** For every label: the weight of the rows that have it, that were given it, and both. */
export function talliesByLabel(pair: LabelSetPair<Label>): ClassTally[] {
  const { labels, rows, truth, predicted, weights } = pair
  const sums = labels.map(() => ({ truth: 0, predicted: 0, agreed: 0 }))
  const trueIn = new Int32Array(labels.length).fill(-1)
  for (let row = 0; row < rows; row++) {
    const weight = weights === undefined ? 1 : weights[row]!
    for (const code of codesOfRow(truth, row)) {
      trueIn[code] = row
      sums[code]!.truth += weight
    }
    for (const code of codesOfRow(predicted, row)) {
      sums[code]!.predicted += weight
      if (trueIn[code] === row) sums[code]!.agreed += weight
    }
  }
  return sums
}

/** For every row: how many labels it has, how many it was given, and how many of these it has. */
export function talliesByRow({ labels, rows, truth, predicted }: LabelSetPair<Label>): ClassTally[] {
  const trueIn = new Int32Array(labels.length).fill(-1)
  return Array.from({ length: rows }, (_, row) => {
    const own = codesOfRow(truth, row)
    const given = codesOfRow(predicted, row)
    for (const code of own) trueIn[code] = row
    let agreed = 0
    for (const code of given) if (trueIn[code] === row) agreed++
    return { truth: own.length, predicted: given.length, agreed }
  })
}

export function codesOfRow({ codes, starts }: CodeRows, row: number): Int32Array {
  return codes.subarray(starts[row]!, starts[row + 1]!)
}
