import type { OnProgress, RandomKey } from '@graftjs/base'
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
import { type ClassWeight, resolveClassWeights } from '../linear/settings'
import type { TrainingRows } from '../rows/prepare'
import { Predictor, type PredictorParts } from './predictor'
import { runFingerprint } from './run-fingerprint'
import type { FinetuneSettings } from './settings'
import { dynamicInputs, type LabelledInputs, trainingBatches } from './token-batches'

export interface TrainParts<Label extends string> extends PredictorParts<Label> {
  readonly rows: TrainingRows<Label>
  /** The training rows' tokens. */
  readonly encodings: readonly Encoding[]
  readonly settings: FinetuneSettings
  readonly key: RandomKey
  /** What the model was asked for as; part of the run's identity. */
  readonly model: string
}

export interface TrainOptions<Label extends string> {
  readonly classWeight?: ClassWeight<Label>
  readonly checkpoint?: string
  readonly signal?: AbortSignal
  readonly onProgress?: OnProgress
}

/** Fine-tunes all parameters of the module on the rows. */
export async function trainClassifier<Label extends string>(
  parts: TrainParts<Label>,
  { classWeight, checkpoint, signal, onProgress }: TrainOptions<Label>,
): Promise<FitResult> {
  const { module, tokenizer, rows, encodings, settings, key } = parts
  const numberOf = new Map(rows.labels.map((label, number) => [label, number]))
  const targets = Int32Array.from(rows.train, ({ label }) => numberOf.get(label)!)
  const classWeights = classWeight && weightsOf(classWeight, rows.labels, targets)
  const loss = (parameters: Parameters, { labels, ...inputs }: LabelledInputs, context: ForwardContext) =>
    crossEntropy(withParameters(module, parameters).forward(inputs, context), labels, { classWeights })
  const run = { ...settings, model: parts.model, classWeight: classWeight ?? null }
  return fit({
    parameters: parametersOf(module),
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
    checkpoint:
      checkpoint === undefined
        ? undefined
        : { folder: checkpoint, fingerprint: runFingerprint(rows.train, rows.validation, run) },
    validate: rows.validation.length === 0 ? undefined : (parameters) => validate(parts, parameters, signal),
    signal,
    onProgress,
  })
}

/** How the validation rows do under these parameters: what the history keeps of an epoch. */
async function validate<Label extends string>(
  parts: TrainParts<Label>,
  parameters: Parameters,
  signal: AbortSignal | undefined,
): Promise<Record<string, number>> {
  const predictor = new Predictor({ ...parts, module: withParameters(parts.module, parameters) })
  try {
    const { report } = await predictor.evaluate(parts.rows.validation, signal ? { signal } : {})
    return { loss: report.logLoss, accuracy: report.accuracy.value, macroF1: report.f1.macro.value }
  } finally {
    await predictor.close()
  }
}

function weightsOf<Label extends string>(
  classWeight: ClassWeight<Label>,
  labels: readonly Label[],
  targets: Int32Array,
) {
  const sizes = new Float64Array(labels.length)
  for (const target of targets) sizes[target]! += 1
  return fromTypedArray(Float32Array.from(resolveClassWeights(classWeight, labels, sizes)), [labels.length])
}
