import { asRows, type Column } from '../input/column'
import { compareLabels, type Label } from '../input/label-index'
import { refuse } from '../input/refuse'
import { type DetectedObject, type Scene, scenesByClass, type TrueObject } from './boxes'
import {
  type AreaRange,
  type MatchedScene,
  matchScene,
  type PreparedScene,
  prepareScene,
} from './coco-matching'

/** Precision and recall over thresholds of overlap from 0.5 to 0.95; null where there is no object to find. */
export interface DetectionScore {
  readonly averagePrecision: number | null
  readonly averageRecall: number | null
}

export interface CocoDetection<L extends Label> extends DetectionScore {
  /** Average precision where an overlap of 0.5, or of 0.75, is enough. */
  readonly averagePrecision50: number | null
  readonly averagePrecision75: number | null
  /** Average recall with at most 1, 10 or 100 detections per image. */
  readonly averageRecall1: number | null
  readonly averageRecall10: number | null
  /** Objects below 32² pixels, up to 96², and above. */
  readonly small: DetectionScore
  readonly medium: DetectionScore
  readonly large: DetectionScore
  readonly classes: readonly (DetectionScore & {
    readonly label: L
    readonly averagePrecision50: number | null
  })[]
}

/** Up to 32² pixels, up to 96², and above. */
const areas = {
  all: { from: 0, to: 1e10 },
  small: { from: 0, to: 1024 },
  medium: { from: 1024, to: 9216 },
  large: { from: 9216, to: 1e10 },
} satisfies Record<string, AreaRange>

// As numpy.linspace rounds: an overlap of 0.9 is compared with 0.8999999999999999.
const overlaps = /* @__PURE__ */ Array.from({ length: 10 }, (_, at) =>
  at === 9 ? 0.95 : at * ((0.95 - 0.5) / 9) + 0.5,
)
const recalls = /* @__PURE__ */ Array.from({ length: 101 }, (_, at) => at * 0.01)
const mostDetections = 100

/**
 * The measures of the COCO challenge for boxes: average precision is the mean, over classes and overlaps from 0.5
 * to 0.95, of the precision at 101 steps of recall. Equals pycocotools' `COCOeval`, which gives -1 where this gives
 * null.
 */
export function cocoDetection<L extends Label>(
  truth: Column<TrueObject<L>>,
  detected: Column<DetectedObject<L>>,
): CocoDetection<L> {
  const objects = Array.from(asRows(truth, 'truth'))
  const found = Array.from(asRows(detected, 'detected'))
  if (objects.length === 0) {
    refuse({ what: 'truth is empty.', where: 'truth', fix: 'Pass the objects that are there to be found.' })
  }
  const classes = [...scenesByClass(objects, found)]
    .sort(([a], [b]) => compareLabels(a, b))
    .map(([label, images]) => ({ label, scenes: sortedScenes(images) }))
  const curves = (range: AreaRange, most = mostDetections) =>
    classes.map(({ scenes }) => curvesOf(scenes, range, most))
  const all = curves(areas.all)
  const scoreOf = (own: readonly ClassCurves[]): DetectionScore => ({
    averagePrecision: mean(own.flatMap((curve) => curve?.precision.map(meanOf) ?? [])),
    averageRecall: mean(own.flatMap((curve) => curve?.recall ?? [])),
  })
  const precisionAt = (own: readonly ClassCurves[], overlap: number) =>
    mean(own.flatMap((curve) => (curve === undefined ? [] : [meanOf(curve.precision[overlap]!)])))
  return {
    ...scoreOf(all),
    averagePrecision50: precisionAt(all, 0),
    averagePrecision75: precisionAt(all, 5),
    averageRecall1: scoreOf(curves(areas.all, 1)).averageRecall,
    averageRecall10: scoreOf(curves(areas.all, 10)).averageRecall,
    small: scoreOf(curves(areas.small)),
    medium: scoreOf(curves(areas.medium)),
    large: scoreOf(curves(areas.large)),
    classes: classes.map(({ label }, at) => ({
      label,
      ...scoreOf([all[at]]),
      averagePrecision50: precisionAt([all[at]], 0),
    })),
  }
}

function sortedScenes<L extends Label>(images: ReadonlyMap<Label, Scene<L>>): PreparedScene[] {
  return [...images]
    .sort(([a], [b]) => (typeof a === typeof b ? compareLabels(a, b) : 0))
    .map(([, scene]) => prepareScene(scene, mostDetections))
}

/** For each overlap the precision at every step of recall, and the greatest recall; undefined without objects. */
type ClassCurves =
  | { readonly precision: readonly Float64Array[]; readonly recall: readonly number[] }
  | undefined

function curvesOf(scenes: readonly PreparedScene[], range: AreaRange, most: number): ClassCurves {
  const matched = scenes.map((scene) => matchScene(scene, overlaps, range))
  const objects = matched.reduce((sum, { countedObjects }) => sum + countedObjects, 0)
  if (objects === 0) return undefined
  const order = detectionOrder(matched, most)
  const precision: Float64Array[] = []
  const recall: number[] = []
  for (let overlap = 0; overlap < overlaps.length; overlap++) {
    const steps: { precision: number; recall: number }[] = []
    let right = 0
    let wrong = 0
    for (const { scene, detection } of order) {
      const outcome = matched[scene]!.outcomes[overlap]![detection]!
      if (outcome === 'right') right++
      else if (outcome === 'wrong') wrong++
      steps.push({ precision: right / (right + wrong + Number.EPSILON), recall: right / objects })
    }
    for (let at = steps.length - 1; at > 0; at--) {
      // From the right each precision is at least what comes after it.
      if (steps[at]!.precision > steps[at - 1]!.precision) {
        steps[at - 1] = { ...steps[at - 1]!, precision: steps[at]!.precision }
      }
    }
    let next = 0
    precision.push(
      Float64Array.from(recalls, (wanted) => {
        while (next < steps.length && steps[next]!.recall < wanted) next++
        return steps[next]?.precision ?? 0
      }),
    )
    recall.push(steps.at(-1)?.recall ?? 0)
  }
  return { precision, recall }
}

/** The detections of all images, the best `most` of each, from the highest score down. */
function detectionOrder(
  matched: readonly MatchedScene[],
  most: number,
): { readonly scene: number; readonly detection: number }[] {
  return matched
    .flatMap(({ scores }, scene) =>
      scores.slice(0, most).map((score, detection) => ({ scene, detection, score })),
    )
    .sort((a, b) => b.score - a.score)
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}
