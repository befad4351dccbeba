import { asOpenShare, asRows, type Column } from '../input/column'
import { compareLabels, type Label } from '../input/label-index'
import { refuse, refuseOption } from '../input/refuse'
import { boxIou, type DetectedObject, type Scene, scenesByClass, type TrueObject } from './boxes'

export interface VocDetectionOptions {
  /** The overlap that is enough; 0.5 by default. */
  readonly overlap?: number
  /** The whole area under the curve (`area`, since 2010, default) or the mean at 11 steps of recall (`eleven-points`, 2007). */
  readonly interpolation?: 'area' | 'eleven-points'
}

export interface VocDetection<L extends Label> {
  /** The mean over classes that have objects. */
  readonly meanAveragePrecision: number
  readonly classes: readonly { readonly label: L; readonly averagePrecision: number | null }[]
}

/**
 * The measure of the PASCAL VOC challenge: each detection goes to the object of its class that it overlaps most; it
 * is right if that is enough and the object was not found before. Objects with `ignore` (VOC's "difficult") count
 * neither way. As the development kit's `VOCevaldet.m`; a box from column a to b there has the width b − a + 1.
 */
export function vocDetection<L extends Label>(
  truth: Column<TrueObject<L>>,
  detected: Column<DetectedObject<L>>,
  { overlap = 0.5, interpolation = 'area' }: VocDetectionOptions = {},
): VocDetection<L> {
  asOpenShare(overlap, 'overlap')
  const areaOf = interpolations[interpolation]
  if (areaOf === undefined) {
    refuseOption(interpolation, 'interpolation', "Pass 'area' or 'eleven-points'.")
  }
  const scenes = scenesByClass(Array.from(asRows(truth, 'truth')), Array.from(asRows(detected, 'detected')))
  const classes = [...scenes]
    .sort(([a], [b]) => compareLabels(a, b))
    .map(([label, images]) => ({
      label,
      averagePrecision: classPrecision([...images.values()], overlap, areaOf),
    }))
  const measured = classes.flatMap(({ averagePrecision }) => averagePrecision ?? [])
  if (measured.length === 0) {
    refuse({ what: 'No object is there to be found.', where: 'truth', fix: 'Pass objects without ignore.' })
  }
  const meanAveragePrecision = measured.reduce((sum, value) => sum + value, 0) / measured.length
  return { meanAveragePrecision, classes }
}

function classPrecision(
  scenes: readonly Scene<Label>[],
  overlap: number,
  areaOf: (recall: readonly number[], precision: readonly number[]) => number,
): number | null {
  const objects = scenes.reduce((sum, { truth }) => sum + truth.filter(({ ignore }) => !ignore).length, 0)
  if (objects === 0) return null
  const found = scenes.map(({ truth }) => new Uint8Array(truth.length))
  const order = scenes
    .flatMap(({ detected }, scene) => detected.map((object) => ({ scene, object })))
    .sort((a, b) => b.object.score - a.object.score)
  const recall: number[] = []
  const precision: number[] = []
  let right = 0
  let wrong = 0
  for (const { scene, object } of order) {
    let best = -1
    let most = -Infinity
    scenes[scene]!.truth.forEach((candidate, at) => {
      const shared = boxIou(object.box, candidate.box)
      if (shared > most) {
        most = shared
        best = at
      }
    })
    const match = most >= overlap ? scenes[scene]!.truth[best] : undefined
    if (match === undefined || (!match.ignore && found[scene]![best] === 1)) wrong++
    else if (!match.ignore) {
      right++
      found[scene]![best] = 1
    }
    recall.push(right / objects)
    precision.push(right + wrong === 0 ? 0 : right / (right + wrong))
  }
  return areaOf(recall, precision)
}

const interpolations = {
  area(recall: readonly number[], precision: readonly number[]): number {
    let area = 0
    let best = 0
    for (let at = recall.length - 1; at >= 0; at--) {
      best = Math.max(best, precision[at]!)
      area += best * (recall[at]! - (recall[at - 1] ?? 0))
    }
    return area
  },
  'eleven-points'(recall: readonly number[], precision: readonly number[]): number {
    let sum = 0
    for (let step = 0; step <= 10; step++) {
      const reached = precision.filter((_, at) => recall[at]! >= step / 10)
      sum += Math.max(0, ...reached) / 11
    }
    return sum
  },
}
