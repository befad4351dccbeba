import type { RandomKey } from '@graftjs/base'
import { GraftError } from '@graftjs/base'
import type { Picture } from '../pictures/picture'
import { type Affine, applyAffine } from './affine'
import type { Apply } from './apply'
import { type AugMix, applyAugMix } from './aug-mix'
import { type AutoAugment, applyAutoAugment } from './auto-augment'
import { applyCenterCropped, type CenterCropped } from './center-cropped'
import { applyColorJitter, type ColorJitter } from './color-jitter'
import { applyGaussianBlur, type GaussianBlur } from './gaussian-blur'
import { applyGaussianNoise, type GaussianNoise } from './gaussian-noise'
import { applyGrey, type Grey } from './grey'
import { applyHorizontalFlip, type HorizontalFlip } from './horizontal-flip'
import { fraction } from './options'
import { applyPerspective, type Perspective } from './perspective'
import { applyRandAugment, type RandAugment } from './rand-augment'
import { applyRandomCrop, type RandomCrop } from './random-crop'
import { applyRandomErasing, type RandomErasing } from './random-erasing'
import { applyRandomResizedCrop, type RandomResizedCrop } from './random-resized-crop'
import { applyResized, type Resized } from './resized'
import { applyRotation, type Rotation } from './rotation'
import { applyTrivialAugment, type TrivialAugment } from './trivial-augment'
import { applyVerticalFlip, type VerticalFlip } from './vertical-flip'

/** One after the other. */
export interface InSequence {
  readonly kind: 'in-sequence'
  readonly steps: readonly Augmentation[]
}

/** Or not at all. */
export interface Sometimes {
  readonly kind: 'sometimes'
  readonly probability: number
  readonly step: Augmentation
}

/** Any one, all equally likely. */
export interface OneOf {
  readonly kind: 'one-of'
  readonly choices: readonly Augmentation[]
}

type Single =
  | Affine
  | AugMix
  | AutoAugment
  | CenterCropped
  | ColorJitter
  | GaussianBlur
  | GaussianNoise
  | Grey
  | HorizontalFlip
  | Perspective
  | RandAugment
  | RandomCrop
  | RandomErasing
  | RandomResizedCrop
  | Resized
  | Rotation
  | TrivialAugment
  | VerticalFlip

/** What is done to a picture, as plain data: it can be saved as JSON and sent to worker threads. */
export type Augmentation = Single | InSequence | Sometimes | OneOf

type OfKind = { [A in Augmentation as A['kind']]: A }

/** The next augmentation is a file, a line here and a line in `Single`. */
const appliers: { readonly [K in keyof OfKind]: Apply<OfKind[K]> } = {
  affine: applyAffine,
  'aug-mix': applyAugMix,
  'auto-augment': applyAutoAugment,
  'center-cropped': applyCenterCropped,
  'color-jitter': applyColorJitter,
  'gaussian-blur': applyGaussianBlur,
  'gaussian-noise': applyGaussianNoise,
  grey: applyGrey,
  'horizontal-flip': applyHorizontalFlip,
  perspective: applyPerspective,
  'rand-augment': applyRandAugment,
  'random-crop': applyRandomCrop,
  'random-erasing': applyRandomErasing,
  'random-resized-crop': applyRandomResizedCrop,
  resized: applyResized,
  rotation: applyRotation,
  'trivial-augment': applyTrivialAugment,
  'vertical-flip': applyVerticalFlip,
  'in-sequence': (picture, { steps }, key) =>
    steps.reduce((current, step, at) => augment(current, step, key.fold(at)), picture),
  sometimes: (picture, { probability, step }, key) =>
    key.uniform(1)[0]! < probability ? augment(picture, step, key.fold(0)) : picture,
  'one-of': (picture, { choices }, key) => {
    const choice = choices[Math.floor(key.uniform(1)[0]! * choices.length)]
    return choice ? augment(picture, choice, key.fold(0)) : picture
  },
}

/**
 * Augments a picture; the same key gives the same picture, on every machine.
 *
 *     const training = inSequence(randomResizedCrop({ width: 224, height: 224 }), horizontalFlip())
 *     const seen = augment(picture, training, RandomKey.from(1).fold(epoch).fold(row))
 *
 * @throws GraftError `invalid-option` for an augmentation that is not known, for example of a later version.
 */
export function augment(picture: Picture, augmentation: Augmentation, key: RandomKey): Picture {
  if (!Object.hasOwn(appliers, augmentation.kind)) {
    throw new GraftError('invalid-option', {
      what: `There is no augmentation "${augmentation.kind}".`,
      fix: `Known are: ${Object.keys(appliers).join(', ')}.`,
    })
  }
  return applyKind(augmentation.kind, picture, augmentation, key)
}

function applyKind<K extends keyof OfKind>(
  kind: K,
  picture: Picture,
  augmentation: OfKind[K],
  key: RandomKey,
): Picture {
  return appliers[kind](picture, augmentation, key)
}

/** Augmentations one after the other. */
export function inSequence(...steps: readonly Augmentation[]): InSequence {
  return { kind: 'in-sequence', steps }
}

/** An augmentation with a probability. */
export function sometimes(probability: number, step: Augmentation): Sometimes {
  return { kind: 'sometimes', probability: fraction(probability, 'probability'), step }
}

/** Any one of several augmentations, all equally likely. */
export function oneOf(...choices: readonly Augmentation[]): OneOf {
  return { kind: 'one-of', choices }
}
