import { numberOptions, optionError } from '@graftjs/classifier'
import { type Augmentation, inSequence } from '../augment/augmentation'
import { horizontalFlip } from '../augment/horizontal-flip'
import type { BatchMix } from '../augment/mix-batch'
import { randomResizedCrop } from '../augment/random-resized-crop'
import { trivialAugment } from '../augment/trivial-augment'
import { evenly } from '../pipeline/division'
import type { Resampling } from '../preprocess/resampling'

/** `probe`: a linear classifier on the features of the network as it is. `finetune`: then all of its layers, too. */
export type Method = 'probe' | 'finetune'

/** The numbers of a training, defaults filled in. */
export interface ImageSettings {
  readonly method: Method
  /** The side in pixels of the square that the network sees. */
  readonly size: number
  readonly epochs: number
  readonly batchSize: number
  /** The head's; layers further from it learn more slowly, see `layerDecay`. */
  readonly learningRate: number
  /** What the learning rate is multiplied by from each stage of the network to the one before it. */
  readonly layerDecay: number
  /** So many stages of the network, from the pixels on, stay as they are. */
  readonly frozenStages: number
  readonly weightDecay: number
  /** Share of the steps in which the learning rate rises. */
  readonly warmup: number
  /** The gradients' global norm is cut to this; null: it is not. */
  readonly clipNorm: number | null
  /** The share of each label that is spread over all of them. */
  readonly labelSmoothing: number
  /**
   * How the pictures of a batch and their labels are mixed; null: not. Blends look unlike what the kept statistics of
   * a pretrained network are of: over few epochs they cost more than they give.
   */
  readonly mix: BatchMix | null
  /** What the moving average of the weights keeps from step to step; null: the last weights are taken. */
  readonly averageDecay: number | null
  /** What is done to training pictures, anew each time that one is seen; null: nothing. */
  readonly augmentation: Augmentation | null
  readonly seed: number
}

/** A default that depends on the data, with the reason in a sentence. */
export interface Choice {
  readonly setting: keyof ImageSettings
  readonly value: ImageSettings[keyof ImageSettings]
  readonly why: string
}

/** What defaults depend on. */
export interface Situation {
  /** Training pictures, and those of the rarest label. */
  readonly pictures: number
  readonly fewest: number
  readonly labels: number
  /** The side that the network was made for, and its stages, the head being the last. */
  readonly modelSize: number
  readonly stages: number
  /** The middle one of the pictures' shorter sides, in pixels. */
  readonly shortSide: number
  /** By which pictures are resized where the network is used. */
  readonly resampling: Resampling
}

/** Fewer of the rarest label, or fewer pictures in all, and only the head is trained. */
const enough = { ofLabel: 20, pictures: 400 } as const
/** Pictures that a fine-tuning sees in all, over its epochs. */
const picturesSeen = 200_000
/** In a network of so many stages the first one is a small part of what can learn, and a large one of the time. */
const stagesToFreeze = 5
/** Steps from which on a moving average has settled. */
const stepsToAverage = 300

/**
 * The numbers of a training, checked. Those that are not given depend on the data, and `choices` says why they are what
 * they are.
 *
 * @throws GraftError `invalid-option` naming the option.
 */
export function resolveSettings(
  options: Partial<ImageSettings>,
  situation: Situation,
): { readonly settings: ImageSettings; readonly choices: readonly Choice[] } {
  const { whole, positive, share } = numberOptions<keyof ImageSettings>(options)
  const choices: Choice[] = []
  const chosen = <Name extends keyof ImageSettings>(
    setting: Name,
    { value, why }: { readonly value: ImageSettings[Name]; readonly why: string },
  ): ImageSettings[Name] => {
    if (options[setting] === undefined) choices.push({ setting, value, why })
    return value
  }
  const method = methodOf(options.method) ?? chosen('method', methodFor(situation))
  const size = whole('size', options.size ?? chosen('size', sizeFor(situation)), 32)
  if (method === 'probe') {
    return {
      settings: { ...withoutTraining, method, size, seed: whole('seed', 1, Number.MIN_SAFE_INTEGER) },
      choices,
    }
  }
  const batchSize = whole('batchSize', 32, 2)
  const epochs = whole('epochs', options.epochs ?? chosen('epochs', epochsFor(situation)), 1)
  const steps = epochs * evenly(situation.pictures, batchSize).count
  const average =
    options.averageDecay === undefined ? chosen('averageDecay', averageFor(steps)) : options.averageDecay
  return {
    settings: {
      method,
      size,
      epochs,
      batchSize,
      learningRate: positive('learningRate', 1e-3, 1),
      layerDecay: positive('layerDecay', 0.65, 1.000001),
      frozenStages: frozenStagesOf(
        whole('frozenStages', options.frozenStages ?? chosen('frozenStages', frozenStagesFor(situation)), 0),
        situation,
      ),
      weightDecay: share('weightDecay', 0.02),
      warmup: share('warmup', 0.1),
      clipNorm: options.clipNorm === null ? null : positive('clipNorm', 1),
      labelSmoothing: share('labelSmoothing', 0.05),
      mix: options.mix === undefined ? null : ofKind('mix', options.mix),
      averageDecay: average === null ? null : share('averageDecay', average),
      augmentation:
        options.augmentation === undefined
          ? chosen('augmentation', augmentationFor(size, situation))
          : ofKind('augmentation', options.augmentation),
      seed: whole('seed', 1, Number.MIN_SAFE_INTEGER),
    },
    choices,
  }
}

/** What a probe has instead of settings of a training. */
const withoutTraining = {
  epochs: 0,
  batchSize: 32,
  learningRate: 0,
  layerDecay: 1,
  frozenStages: 0,
  weightDecay: 0,
  warmup: 0,
  clipNorm: null,
  labelSmoothing: 0,
  mix: null,
  averageDecay: null,
  augmentation: null,
} as const

function methodFor({ pictures, fewest }: Situation): { value: Method; why: string } {
  if (fewest < enough.ofLabel || pictures < enough.pictures) {
    const why = `${pictures} pictures, ${fewest} of the rarest label, are few: all layers of a network would learn them by heart, so only a linear head is trained on its features.`
    return { value: 'probe', why }
  }
  return {
    value: 'finetune',
    why: `${pictures} pictures are enough to adapt all layers, beginning with the head.`,
  }
}

function sizeFor({ modelSize, shortSide }: Situation): { value: number; why: string } {
  const enlarged = Math.max(128, Math.ceil((3 * shortSide) / 32) * 32)
  if (enlarged < modelSize) {
    const why = `The pictures' shorter side is ${shortSide} pixels: enlarging them to the model's ${modelSize} would cost time and add nothing.`
    return { value: enlarged, why }
  }
  return { value: modelSize, why: 'The model was made for this size.' }
}

function frozenStagesFor({ stages }: Situation): { value: number; why: string } {
  if (stages < stagesToFreeze) return { value: 0, why: `${stages} stages are few: all of them learn.` }
  const why = `The first of ${stages} stages sees edges and colours, which all pictures have: it stays as many pictures have made it, which also saves much of a step's time.`
  return { value: 1, why }
}

function frozenStagesOf(value: number, { stages }: Situation): number {
  if (value < stages) return value
  throw optionError(
    'frozenStages',
    value,
    `less than the network's ${stages} stages, the last being the head`,
  )
}

function epochsFor({ pictures }: Situation): { value: number; why: string } {
  const value = Math.min(30, Math.max(3, Math.round(picturesSeen / pictures)))
  return { value, why: `About ${picturesSeen} pictures seen in all: 30 epochs at most, 3 at least.` }
}

/** Pictures from which on a training is long enough to gain from strong changes. */
const enoughToChange = 2000

/** Crops are resized as pictures will be when the network is used: what another filter makes looks unlike them. */
function augmentationFor(
  size: number,
  { pictures, resampling }: Situation,
): { value: Augmentation; why: string } {
  const crop = randomResizedCrop({ width: size, height: size, area: [0.7, 1], resampling })
  if (pictures < enoughToChange) {
    const why =
      'Seven tenths of a picture or more, mirrored half of the time, is as good an example of its label; where left and right differ, as in writing, give an augmentation without the flip.'
    return { value: inSequence(crop, horizontalFlip()), why }
  }
  const why =
    'With many pictures crops, mirrors and one change of colours or shape, of any strength, keep a network from learning them by heart; where left and right, or colours, tell labels apart, give an augmentation that keeps them.'
  return { value: inSequence(crop, horizontalFlip(), trivialAugment()), why }
}

const averageFor = (steps: number): { value: number | null; why: string } =>
  steps < stepsToAverage
    ? { value: null, why: `${steps} steps are too few for a moving average to settle.` }
    : {
        value: steps < 2000 ? 0.99 : 0.998,
        why: `Over ${steps} steps the weights' moving average is steadier than the last ones.`,
      }

function methodOf(value: unknown): Method | undefined {
  if (value === undefined || value === 'probe' || value === 'finetune') return value
  throw optionError('method', value, "'probe' or 'finetune'")
}

function ofKind<Data extends { readonly kind: string }>(option: string, value: Data | null): Data | null {
  const given: unknown = value
  if (given === null || (typeof given === 'object' && 'kind' in given)) return value
  throw optionError(
    option,
    given,
    `what ${option === 'mix' ? 'mixUp() or cutMix()' : 'inSequence() or another augmentation'} returns, or null`,
  )
}
