import { type LearnerName, type LearnerSettings, learners, optionError } from '@graftjs/classifier'
import { type Description, descriptorNames } from './descriptors'

/** What a classical classifier is made of, defaults filled in. */
export interface ClassicalSettings extends Description {
  readonly learner: LearnerName
  readonly settings: Partial<LearnerSettings[LearnerName]>
}

export interface ClassicalChoices<Name extends LearnerName = LearnerName> {
  /**
   * What learns: `linear-svm` (default), `softmax-regression`, `nearest-neighbours` or `boosted-trees` (slow where there
   * are many pictures).
   */
  readonly learner?: Name
  /** Settings of the learner, for example `{ c: 0.01 }`. */
  readonly settings?: Partial<LearnerSettings[Name]>
  /** What is said of a picture: `edges`, `colors`, `layout`. Default: all of them. */
  readonly descriptors?: readonly Description['descriptors'][number][]
  /** The side in pixels of the square that pictures are brought to, 16 to 512. Default 64. */
  readonly size?: number
}

/** What suits standardized descriptors: they are many, and much alike. */
const defaults: { readonly [Name in LearnerName]: Partial<LearnerSettings[Name]> } = {
  'linear-svm': { c: 0.05, tolerance: 0.01, folds: 3 },
  'softmax-regression': { c: 1 },
  'nearest-neighbours': { k: 10, distance: 'cosine' },
  'boosted-trees': {},
}

/** @throws GraftError `invalid-option` naming the option; those of the learner itself it looks at when it fits. */
export function resolveClassicalSettings({
  learner = 'linear-svm',
  settings = {},
  descriptors = descriptorNames,
  size = 64,
}: ClassicalChoices): ClassicalSettings {
  const names = Object.keys(learners)
  if (!names.includes(learner)) throw optionError('learner', learner, `one of ${names.join(', ')}`)
  const known = Array.isArray(descriptors) && descriptors.every((name) => descriptorNames.includes(name))
  if (!known || descriptors.length === 0 || new Set(descriptors).size < descriptors.length) {
    throw optionError('descriptors', descriptors, `some of ${descriptorNames.join(', ')}, each once`)
  }
  if (!(Number.isInteger(size) && size >= 16 && size <= 512)) {
    throw optionError('size', size, 'a whole number from 16 to 512')
  }
  return { learner, settings: { ...defaults[learner], ...settings }, descriptors, size }
}
