import { asRows, type Column, checkNotEmpty, checkSameLength } from '../input/column'
import { compareLabels, type Label } from '../input/label-index'
import { refuse, shown } from '../input/refuse'

/** An image cut into segments: the segment of every pixel, 0 for none, and what each segment is. */
export interface PanopticImage<L extends Label> {
  readonly ids: ArrayLike<number>
  readonly segments: ReadonlyMap<number, PanopticSegment<L>>
}

export interface PanopticSegment<L extends Label> {
  readonly label: L
  /** A region of many objects that are not told apart: finding it is neither right nor wrong. */
  readonly crowd?: boolean
}

export interface PanopticScore {
  /** recognition · segmentation: the measure itself (PQ). */
  readonly quality: number
  /** The F1 of segments (RQ). */
  readonly recognition: number
  /** The mean overlap of the segments that were found (SQ). */
  readonly segmentation: number
}

export interface PanopticQuality<L extends Label> extends PanopticScore {
  readonly classes: readonly (PanopticScore & { readonly label: L })[]
}

export interface PanopticTally {
  found: number
  overlap: number
  missed: number
  extra: number
}

/**
 * Panoptic quality (Kirillov et al. 2019): segments match that are of one class and overlap by more than half; over
 * classes, the mean of (summed overlap) ÷ (found + ½ missed + ½ extra). Pixels without a true segment do not count
 * against a prediction, as in COCO's panopticapi.
 */
export function panopticQuality<L extends Label>(
  truth: Column<PanopticImage<L>>,
  predicted: Column<PanopticImage<L>>,
): PanopticQuality<L> {
  return panopticQualityOf(tallySegments(truth, predicted))
}

/** By class: the segments found with their summed overlap, missed, and predicted without cause. */
export function tallySegments<L extends Label>(
  truth: Column<PanopticImage<L>>,
  predicted: Column<PanopticImage<L>>,
): Map<L, PanopticTally> {
  const truthRows = asRows(truth, 'truth')
  const predictedRows = asRows(predicted, 'predicted')
  checkNotEmpty(truthRows, 'truth')
  checkSameLength(truthRows, 'truth', predictedRows, 'predicted')
  const tallies = new Map<L, PanopticTally>()
  const tallyOf = (label: L) => {
    const known = tallies.get(label) ?? { found: 0, overlap: 0, missed: 0, extra: 0 }
    tallies.set(label, known)
    return known
  }
  for (let image = 0; image < truthRows.length; image++) {
    tallyImage(truthRows[image]!, predictedRows[image]!, image, tallyOf)
  }
  return tallies
}

export function panopticQualityOf<L extends Label>(
  tallies: ReadonlyMap<L, PanopticTally>,
): PanopticQuality<L> {
  const classes = [...tallies]
    .filter(([, { found, missed, extra }]) => found + missed + extra > 0)
    .sort(([a], [b]) => compareLabels(a, b))
    .map(([label, { found, overlap, missed, extra }]) => ({
      label,
      quality: overlap / (found + missed / 2 + extra / 2),
      recognition: found / (found + missed / 2 + extra / 2),
      segmentation: found === 0 ? 0 : overlap / found,
    }))
  if (classes.length === 0) {
    refuse({ what: 'No image has a segment.', where: 'truth', fix: 'Pass images with segments.' })
  }
  const mean = (name: keyof PanopticScore) =>
    classes.reduce((sum, score) => sum + score[name], 0) / classes.length
  return {
    quality: mean('quality'),
    recognition: mean('recognition'),
    segmentation: mean('segmentation'),
    classes,
  }
}

function tallyImage<L extends Label>(
  truth: PanopticImage<L>,
  predicted: PanopticImage<L>,
  image: number,
  tallyOf: (label: L) => PanopticTally,
): void {
  checkImage(truth, `truth[${image}]`, image)
  checkImage(predicted, `predicted[${image}]`, image)
  if (truth.ids.length !== predicted.ids.length) {
    refuse({
      what: `Image ${image} has ${truth.ids.length} true and ${predicted.ids.length} predicted pixels.`,
      where: `predicted[${image}]`,
      fix: 'Pass images of one size.',
      row: image,
    })
  }
  const truthAreas = areasOf(truth, `truth[${image}]`)
  const predictedAreas = areasOf(predicted, `predicted[${image}]`)
  const shared = new Map<number, Map<number, number>>()
  for (let pixel = 0; pixel < truth.ids.length; pixel++) {
    const given = predicted.ids[pixel]!
    const own = truth.ids[pixel]!
    const perTruth = shared.get(given) ?? new Map<number, number>()
    shared.set(given, perTruth)
    perTruth.set(own, (perTruth.get(own) ?? 0) + 1)
  }
  const foundTruth = new Set<number>()
  for (const [given, { label }] of predicted.segments) {
    const area = predictedAreas.get(given)
    if (given === 0 || area === undefined) continue
    const overlaps = shared.get(given)!
    const unjudged = overlaps.get(0) ?? 0
    let matched = false
    let crowd = 0
    for (const [own, pixels] of overlaps) {
      const segment = truth.segments.get(own)
      if (own === 0 || segment === undefined || segment.label !== label) continue
      if (segment.crowd) {
        crowd += pixels
        continue
      }
      const overlap = pixels / (area + truthAreas.get(own)! - pixels - unjudged)
      if (overlap <= 0.5) continue
      matched = true
      foundTruth.add(own)
      const tally = tallyOf(label)
      tally.found++
      tally.overlap += overlap
    }
    // A prediction that lies mostly where nothing is judged is not extra.
    if (!matched && (unjudged + crowd) / area <= 0.5) tallyOf(label).extra++
  }
  for (const [own, { label, crowd }] of truth.segments) {
    if (own !== 0 && truthAreas.has(own) && !crowd && !foundTruth.has(own)) tallyOf(label).missed++
  }
}

function checkImage(image: unknown, where: string, row: number): void {
  const usable =
    typeof image === 'object' &&
    image !== null &&
    'ids' in image &&
    typeof image.ids === 'object' &&
    'segments' in image &&
    typeof image.segments === 'object'
  if (usable) return
  refuse({
    what: `${where} is ${shown(image)} without ids and segments.`,
    where,
    fix: 'Pass the segment of every pixel as ids, and a map of what each segment is.',
    row,
  })
}

/** The pixels of every segment; a segment that `segments` does not describe is refused. */
function areasOf<L extends Label>({ ids, segments }: PanopticImage<L>, where: string): Map<number, number> {
  const areas = new Map<number, number>()
  for (let pixel = 0; pixel < ids.length; pixel++) {
    const id = ids[pixel]!
    areas.set(id, (areas.get(id) ?? 0) + 1)
  }
  for (const id of areas.keys()) {
    if (id === 0 || segments.has(id)) continue
    refuse({
      what: `${where} has pixels of the segment ${id}, which segments does not describe.`,
      where,
      fix: 'Describe every segment, and use 0 for pixels without one.',
    })
  }
  return areas
}
