import type { OnProgress, RandomKey } from '@graftjs/base'
import { type CheckpointSettings, runFingerprint, TimeSlice, watchValidation } from '@graftjs/classifier'
import {
  adamw,
  averagedParameters,
  averageParameters,
  chain,
  cosineSchedule,
  crossEntropy,
  type FitResult,
  type ForwardContext,
  fit,
  freeze,
  fromTypedArray,
  type Optimizer,
  type Parameters,
  parameterGroups,
  parametersOf,
  stateOf,
  withParameters,
} from '@graftjs/core'
import type { Architecture, PictureClassifier } from '../architectures/architecture'
import type { PictureExample } from './contract'
import type { Predictor, PredictorParts } from './predictor'
import type { ImageSettings } from './settings'
import { type LabelledPixels, type TrainingPictures, trainingBatches } from './training-batches'

export interface TrainParts<Label extends string> extends PredictorParts<Label> {
  readonly architecture: Architecture
  readonly pictures: TrainingPictures
  /** Weight of each label. */
  readonly classWeights: Float64Array
  readonly validation: readonly PictureExample<Label>[]
  /** What tells the rows from others: keys of their pictures with their labels. */
  readonly fingerprints: readonly (readonly (readonly [picture: string, label: string])[])[]
  readonly settings: ImageSettings
  readonly key: RandomKey
  /** For the validation rows. */
  readonly predictor: Predictor<Label>
}

interface Watched {
  readonly checkpoint?: CheckpointSettings | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: OnProgress | undefined
}

/**
 * The same model, whose statistics stay those of its pretraining: batches of one's own pictures are too small to
 * replace what a million taught.
 */
export const withFrozenStatistics = (module: PictureClassifier): PictureClassifier => {
  const statistics = /\.(running_mean|running_var|num_batches_tracked)$/
  return Object.keys(stateOf(module)).some((path) => statistics.test(path))
    ? freeze(module, statistics)
    : module
}

/** Fine-tunes all parameters of the module on the pictures. */
export async function trainClassifier<Label extends string>(
  parts: TrainParts<Label>,
  { checkpoint, signal, onProgress }: Watched,
): Promise<FitResult> {
  const { pictures, preprocessor, settings, key, engine, validation } = parts
  const module = withFrozenStatistics(parts.module)
  const parameters = parametersOf(module)
  const weights = parts.classWeights.every((weight) => weight === 1)
    ? undefined
    : fromTypedArray(Float32Array.from(parts.classWeights), [parts.classWeights.length])
  const loss = (named: Parameters, { pixels, targets }: LabelledPixels, context: ForwardContext) =>
    crossEntropy(withParameters(module, named).forward(pixels, context).logits, targets, {
      labelSmoothing: settings.labelSmoothing,
      classWeights: weights,
    })
  return fit({
    parameters,
    loss,
    batches: trainingBatches(pictures, preprocessor, settings, key.fold(0)),
    dynamic: { pixels: ['batch', null, null, null], targets: ['batch', null] },
    epochs: settings.epochs,
    optimizer: optimizerOf(settings, parts.architecture, Object.keys(parameters)),
    learningRate: settings.learningRate,
    schedule: cosineSchedule({ warmup: settings.warmup }),
    clipNorm: settings.clipNorm ?? undefined,
    ...(settings.averageDecay === null ? {} : { evaluated: (state) => averagedParameters(state) }),
    key: key.fold(1),
    engine,
    checkpoint: checkpoint && {
      ...checkpoint,
      fingerprint: await runFingerprint(
        parts.fingerprints,
        parameters,
        { ...settings, classWeights: [...parts.classWeights] },
        new TimeSlice(signal),
      ),
    },
    validate: validation.length === 0 ? undefined : (named) => validate(parts, named, { signal, onProgress }),
    signal,
    onProgress,
  })
}

/** AdamW; each stage of the network learns more slowly than the one after it, the head fastest. */
function optimizerOf(
  { weightDecay, layerDecay, averageDecay }: ImageSettings,
  { stages }: Architecture,
  paths: readonly string[],
): Optimizer {
  const decays = (path: string) => !/\.bias$|(norm|bn|normalization)[^.]*\.weight$/i.test(path)
  const groups = stages
    .map((parameters, stage) => ({
      parameters,
      learningRateFactor: layerDecay ** (stages.length - 1 - stage),
    }))
    .filter(({ parameters }) => paths.some((path) => parameters.test(path)))
  const optimizer = parameterGroups(adamw({ weightDecay, decays }), groups)
  return averageDecay === null
    ? optimizer
    : chain(optimizer, averageParameters({ decay: averageDecay, warmup: true }))
}

/** How the validation rows do under these parameters: what the history keeps of an epoch. */
async function validate<Label extends string>(
  { predictor, module, validation }: TrainParts<Label>,
  named: Parameters,
  watched: Watched,
): Promise<Record<string, number>> {
  const { report } = await predictor
    .with(withParameters(module, named))
    .evaluate(validation, watchValidation(watched))
  return { loss: report.logLoss, accuracy: report.accuracy.value, macroF1: report.f1.macro.value }
}
