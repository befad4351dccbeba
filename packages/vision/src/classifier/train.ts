import type { OnProgress, RandomKey } from '@graftjs/base'
import {
  type CheckpointSettings,
  type FingerprintRow,
  runFingerprint,
  type Targets,
  TimeSlice,
} from '@graftjs/classifier'
import {
  adamw,
  averagedParameters,
  averageParameters,
  binaryCrossEntropy,
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
import type { PredictorParts } from './predictor'
import type { ImageSettings } from './settings'
import { type LabelledPixels, type TrainingPictures, trainingBatches } from './training-batches'

export interface TrainParts extends Omit<PredictorParts<unknown>, 'answer'> {
  readonly architecture: Architecture
  readonly pictures: TrainingPictures
  /** Whether a picture has one label or any. */
  readonly kind: Targets['kind']
  /** Weight of each label. */
  readonly classWeights: Float64Array
  /** What tells the rows from others: keys of their pictures with their labels. */
  readonly fingerprints: readonly (readonly FingerprintRow[])[]
  readonly settings: ImageSettings
  readonly key: RandomKey
  /** How the validation rows do under a model, where there are some: what the history keeps of an epoch. */
  readonly validate: ((module: PictureClassifier) => Promise<Record<string, number>>) | undefined
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
const withFrozenStatistics = (module: PictureClassifier): PictureClassifier => {
  const statistics = /\.(running_mean|running_var|num_batches_tracked)$/
  return Object.keys(stateOf(module)).some((path) => statistics.test(path))
    ? freeze(module, statistics)
    : module
}

/** Fine-tunes the parameters of the module on the pictures, except those of the stages that stay. */
export async function trainClassifier(
  parts: TrainParts,
  { checkpoint, signal, onProgress }: Watched,
): Promise<FitResult> {
  const { pictures, preprocessor, settings, key, engine, kind, validate } = parts
  const module = parts.architecture.stages
    .slice(0, settings.frozenStages)
    .reduce((rest: PictureClassifier, stage) => freeze(rest, stage), withFrozenStatistics(parts.module))
  const parameters = parametersOf(module)
  const weights = parts.classWeights.every((weight) => weight === 1)
    ? undefined
    : fromTypedArray(Float32Array.from(parts.classWeights), [parts.classWeights.length])
  const { labelSmoothing } = settings
  const loss = (named: Parameters, { pixels, targets }: LabelledPixels, context: ForwardContext) => {
    const { logits } = withParameters(module, named).forward(pixels, context)
    return kind === 'one'
      ? crossEntropy(logits, targets, { labelSmoothing, classWeights: weights })
      : binaryCrossEntropy(logits, targets, { labelSmoothing, positiveWeight: weights })
  }
  const batches = await trainingBatches(pictures, preprocessor, settings, key.fold(0))
  return fit({
    parameters,
    loss,
    batches,
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
        stateOf(module),
        { ...settings, classWeights: [...parts.classWeights] },
        new TimeSlice(signal),
      ),
    },
    validate: validate && ((named) => validate(withParameters(module, named))),
    signal,
    onProgress,
  }).finally(() => batches.close())
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
