import type { OnProgress, RandomKey } from '@graftjs/base'
import {
  type CheckpointSettings,
  type ClassWeight,
  countTargets,
  resolveClassWeights,
  runFingerprint,
  TimeSlice,
  watchValidation,
} from '@graftjs/classifier'
import {
  adamw,
  crossEntropy,
  type FitResult,
  type ForwardContext,
  fit,
  fromTypedArray,
  linearSchedule,
  type Parameters,
  parametersOf,
  withParameters,
} from '@graftjs/core'
import type { Encoding } from '@graftjs/hub'
import { evaluateTexts } from '../rows/evaluate'
import type { TrainingRows } from '../rows/prepare'
import { answeringTexts, Predictor, type PredictorParts } from './predictor'
import type { FinetuneSettings } from './settings'
import { dynamicInputs, type LabelledInputs, trainingBatches } from './token-batches'

export interface TrainParts<Label extends string> extends PredictorParts<Label> {
  readonly rows: TrainingRows<Label>
  /** The training rows' tokens. */
  readonly encodings: readonly Encoding[]
  readonly settings: FinetuneSettings
  readonly key: RandomKey
}

interface Watched {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: OnProgress | undefined
}

export interface TrainOptions<Label extends string> extends Watched {
  readonly classWeight?: ClassWeight<Label>
  readonly checkpoint?: CheckpointSettings | undefined
}

/** Fine-tunes all parameters of the module on the rows. */
export async function trainClassifier<Label extends string>(
  parts: TrainParts<Label>,
  { classWeight, checkpoint, signal, onProgress }: TrainOptions<Label>,
): Promise<FitResult> {
  const { module, tokenizer, rows, encodings, settings, key } = parts
  const { targets, sizes } = countTargets(rows.train, rows.labels)
  const classWeights =
    classWeight === undefined
      ? undefined
      : fromTypedArray(Float32Array.from(resolveClassWeights(classWeight, rows.labels, sizes)), [
          sizes.length,
        ])
  const loss = (parameters: Parameters, { labels, ...inputs }: LabelledInputs, context: ForwardContext) =>
    crossEntropy(withParameters(module, parameters).forward(inputs, context), labels, { classWeights })
  const run = { ...settings, classWeight: classWeight ?? null }
  return fit({
    parameters: parametersOf(module),
    donate: true,
    loss,
    batches: trainingBatches(tokenizer, encodings, targets, settings.batchSize, key.fold(0)),
    dynamic: { ...dynamicInputs, labels: ['batch'] },
    epochs: settings.epochs,
    optimizer: adamw({
      weightDecay: settings.weightDecay,
      decays: (name) => !/(\.bias|LayerNorm\.weight)$/.test(name),
    }),
    learningRate: settings.learningRate,
    schedule: linearSchedule({ warmup: settings.warmup }),
    clipNorm: settings.clipNorm ?? undefined,
    key: key.fold(1),
    engine: parts.engine,
    checkpoint: checkpoint && {
      ...checkpoint,
      fingerprint: await runFingerprint(
        [rows.train, rows.validation].map((part) => part.map(({ text, label }) => [text, label] as const)),
        parametersOf(module),
        run,
        new TimeSlice(signal),
      ),
    },
    validate:
      rows.validation.length === 0
        ? undefined
        : (parameters) => validate(parts, parameters, { signal, onProgress }),
    signal,
    onProgress,
  })
}

/** How the validation rows do under these parameters: what the history keeps of an epoch. */
async function validate<Label extends string>(
  { rows, ...parts }: TrainParts<Label>,
  parameters: Parameters,
  { signal, onProgress }: Watched,
): Promise<Record<string, number>> {
  const predictor = new Predictor({ ...parts, module: withParameters(parts.module, parameters) })
  try {
    const { report } = await evaluateTexts(
      answeringTexts(rows.labels, predictor),
      rows.validation,
      watchValidation({ signal, onProgress }),
    )
    return { loss: report.logLoss, accuracy: report.accuracy.value, macroF1: report.f1.macro.value }
  } finally {
    await predictor.close()
  }
}
