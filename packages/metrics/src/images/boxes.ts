import { checkLabel, type Label } from '../input/label-index'
import { refuse, refuseValue, shown } from '../input/refuse'

/** Left edge, top edge, width and height, in pixels. */
export type Box = readonly [x: number, y: number, width: number, height: number]

/** An object that is in an image. */
export interface TrueObject<L extends Label> {
  /** Which image it is in. */
  readonly image: Label
  readonly label: L
  readonly box: Box
  /** The object's own area in pixels, where it is less than its box's; decides small, medium or large. */
  readonly area?: number
  /** A crowd, or an object too difficult to ask for: finding it is neither right nor wrong. */
  readonly ignore?: boolean
}

/** An object that a model says is in an image. */
export interface DetectedObject<L extends Label> {
  readonly image: Label
  readonly label: L
  readonly box: Box
  /** How sure the model is; only the order matters. */
  readonly score: number
}

/** Intersection over union of two boxes, from 0 to 1. */
export function boxIou(first: Box, second: Box): number {
  checkBox(first, 'first')
  checkBox(second, 'second')
  const shared = sharedArea(first, second)
  const union = first[2] * first[3] + second[2] * second[3] - shared
  return union === 0 ? 0 : shared / union
}

export function sharedArea([x1, y1, w1, h1]: Box, [x2, y2, w2, h2]: Box): number {
  const width = Math.min(x1 + w1, x2 + w2) - Math.max(x1, x2)
  const height = Math.min(y1 + h1, y2 + h2) - Math.max(y1, y2)
  return width > 0 && height > 0 ? width * height : 0
}

function checkBox(box: unknown, where: string): void {
  const usable =
    Array.isArray(box) &&
    box.length === 4 &&
    box.every((value) => typeof value === 'number' && Number.isFinite(value)) &&
    box[2] >= 0 &&
    box[3] >= 0
  if (usable) return
  refuse({
    what: `${where} has the box ${Array.isArray(box) ? `[${box.map(shown).join(', ')}]` : shown(box)}.`,
    where,
    fix: 'Pass [x, y, width, height]: four finite numbers, width and height 0 or more.',
  })
}

function checkObject(object: { image: Label; label: Label; box: Box }, where: string): void {
  if (typeof object !== 'object' || object === null) {
    refuseValue(object, where, 'an object in an image', 'Pass objects with an image, a label and a box.')
  }
  checkLabel(object.image, `${where}.image`)
  checkLabel(object.label, `${where}.label`)
  checkBox(object.box, where)
}

/** Objects and detections of one class in one image. */
export interface Scene<L extends Label> {
  readonly truth: readonly TrueObject<L>[]
  readonly detected: readonly DetectedObject<L>[]
}

/** Sorts objects and detections by class and image. */
export function scenesByClass<L extends Label>(
  truth: readonly TrueObject<L>[],
  detected: readonly DetectedObject<L>[],
): Map<L, Map<Label, { truth: TrueObject<L>[]; detected: DetectedObject<L>[] }>> {
  const classes = new Map<L, Map<Label, { truth: TrueObject<L>[]; detected: DetectedObject<L>[] }>>()
  const sceneOf = (label: L, image: Label) => {
    const images = classes.get(label) ?? new Map()
    classes.set(label, images)
    const scene = images.get(image) ?? { truth: [], detected: [] }
    images.set(image, scene)
    return scene
  }
  truth.forEach((object, at) => {
    checkObject(object, `truth[${at}]`)
    sceneOf(object.label, object.image).truth.push(object)
  })
  detected.forEach((object, at) => {
    checkObject(object, `detected[${at}]`)
    if (typeof object.score !== 'number' || !Number.isFinite(object.score)) {
      refuse({
        what: `detected[${at}] has the score ${shown(object.score)}.`,
        where: `detected[${at}]`,
        fix: 'Pass a finite number.',
        row: at,
      })
    }
    sceneOf(object.label, object.image).detected.push(object)
  })
  return classes
}
