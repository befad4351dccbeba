import type { Label } from '../input/label-index'
import { type Box, type Scene, sharedArea } from './boxes'

/** What became of the detections of one class in one image, best first. */
export interface MatchedScene {
  readonly scores: readonly number[]
  /** `outcomes[threshold][detection]`: right, wrong, or not counted. */
  readonly outcomes: readonly (readonly Outcome[])[]
  /** How many objects count, so could be missed. */
  readonly countedObjects: number
}

export type Outcome = 'right' | 'wrong' | 'ignored'

export interface AreaRange {
  readonly from: number
  readonly to: number
}

/** The overlap of every detection with every object; of an ignored one, by the detection's own area. */
export interface PreparedScene {
  readonly detectionAreas: readonly number[]
  readonly scores: readonly number[]
  readonly objects: readonly { readonly area: number; readonly crowd: boolean }[]
  readonly overlaps: readonly Float64Array[]
}

export function prepareScene({ truth, detected }: Scene<Label>, mostDetections: number): PreparedScene {
  const best = detected.toSorted((a, b) => b.score - a.score).slice(0, mostDetections)
  const areaOf = (box: Box) => box[2] * box[3]
  return {
    detectionAreas: best.map(({ box }) => areaOf(box)),
    scores: best.map(({ score }) => score),
    objects: truth.map(({ box, area, ignore }) => ({ area: area ?? areaOf(box), crowd: ignore === true })),
    overlaps: best.map(({ box }) =>
      Float64Array.from(truth, (object) => {
        const shared = sharedArea(box, object.box)
        if (shared === 0) return 0
        return shared / (object.ignore ? areaOf(box) : areaOf(box) + areaOf(object.box) - shared)
      }),
    ),
  }
}

/**
 * Gives detections to objects as pycocotools does: from the best score down, each to the free object that it
 * overlaps most, of objects that count before others.
 */
export function matchScene(
  scene: PreparedScene,
  thresholds: readonly number[],
  { from, to }: AreaRange,
): MatchedScene {
  const outside = (area: number) => area < from || area > to
  const ignored = scene.objects.map(({ area, crowd }) => crowd || outside(area))
  const order = [...ignored.keys()].sort((a, b) => Number(ignored[a]) - Number(ignored[b]) || a - b)
  const outcomes = thresholds.map((threshold) => {
    const taken = new Uint8Array(order.length)
    return scene.overlaps.map((overlaps, detection): Outcome => {
      let least = Math.min(threshold, 1 - 1e-10)
      let match = -1
      for (const object of order) {
        if (taken[object] === 1 && !scene.objects[object]!.crowd) continue
        if (match >= 0 && !ignored[match] && ignored[object]) break
        if (overlaps[object]! < least) continue
        least = overlaps[object]!
        match = object
      }
      if (match < 0) return outside(scene.detectionAreas[detection]!) ? 'ignored' : 'wrong'
      taken[match] = 1
      return ignored[match] ? 'ignored' : 'right'
    })
  })
  return {
    scores: scene.scores,
    outcomes,
    countedObjects: ignored.reduce((count, skip) => count + (skip ? 0 : 1), 0),
  }
}
