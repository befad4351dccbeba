import { RandomKey } from '@graftjs/base'
import {
  type CheckpointSettings,
  checkDevice,
  checkOptionsObject,
  checkTraining,
  type DataWarning,
  emitWarning,
  type Targets,
  type TrainingRecord,
} from '@graftjs/classifier'
import { type FitResult, withParameters } from '@graftjs/core'
import { type ModelFolder, openModel } from '@graftjs/hub'
import { sharedOnnxEngine } from '@graftjs/onnx'
import type { PictureClassifier } from '../architectures/architecture'
import type { PictureSource } from '../pictures/picture-source'
import { preprocessorOfFolder, preprocessorOfSize } from './own-preprocessor'
import { type PictureWarning, pictureInput } from './picture-input'
import { PictureStore } from './picture-store'
import { Predictor, type PredictorParts, withPredictor } from './predictor'
import { type Pretrained, pretrainedClassifier } from './pretrained'
import { type ProbeRecord, rowsToStart, withProbedHead } from './probe'
import { type LeftOut, type Rows, readableRows } from './readable-rows'
import { type Choice, type ImageSettings, resolveSettings, type Situation } from './settings'
import type { CommonOptions } from './teach-options'
import { trainClassifier } from './train'

/** How a classifier was trained: enough to judge it, and to do it again. */
export interface ImageTrainingRecord extends TrainingRecord<ImageSettings> {
  /** How many pictures were learnt from. */
  readonly pictures: number
  /** How much of `seconds` nothing was done but to wait for pictures: much, where they come over a network, say. */
  readonly waitSeconds: number
  /** The settings that were not given, and why they are what they are. */
  readonly choices: readonly Choice[]
  /** How the linear head came about, with which the training began. */
  readonly probe: ProbeRecord
  /** Pictures that could not be read and were left out, with the reason. */
  readonly skipped: readonly LeftOut[]
}

/** What differs between classifiers of one label a picture and of any number of them. */
export interface Lesson<Row extends { readonly picture: PictureSource }, Label extends string, Answer> {
  readonly given: Rows<Row, Label> & { readonly warnings: readonly DataWarning<PictureWarning>[] }
  readonly labelsOf: (row: Row) => readonly string[]
  /** What each row is, and how many rows have each label. */
  readonly targetsOf: (rows: readonly Row[]) => { readonly targets: Targets; readonly sizes: Float64Array }
  readonly weightsOf: (sizes: Float64Array, rows: number) => Float64Array
  readonly answer: (logits: Float32Array) => Answer
  /** How the validation rows do. */
  readonly measure: (
    predictor: Predictor<Answer>,
    validation: readonly Row[],
  ) => Promise<Record<string, number>>
}

/** A network that has learnt its lesson. */
export interface Taught<Row, Answer> {
  readonly parts: Pretrained & PredictorParts<Answer>
  readonly predictor: Predictor<Answer>
  readonly training: ImageTrainingRecord
  /** Those that could be read. */
  readonly validation: readonly Row[]
}

/** What is wrong with the options themselves is said before a model is looked for, maybe downloaded. */
export function checkTeaching(options: CommonOptions): ReturnType<typeof checkTraining> {
  checkOptionsObject(options)
  const any: Situation = {
    pictures: 1e6,
    fewest: 1e6,
    labels: 2,
    modelSize: 224,
    stages: 1e6,
    shortSide: 224,
    resampling: 'bicubic',
  }
  resolveSettings(options, any)
  return checkTraining(options)
}

export const openForTeaching = (model: string, { signal, onProgress }: CommonOptions): Promise<ModelFolder> =>
  openModel(model, { ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) })

/** First a linear head on the features of the network, then, where there are enough pictures, all of its layers. */
export async function teach<Row extends { readonly picture: PictureSource }, Label extends string, Answer>(
  folder: ModelFolder,
  lesson: Lesson<Row, Label, Answer>,
  options: CommonOptions,
  checkpoint: CheckpointSettings | undefined,
): Promise<Taught<Row, Answer>> {
  const { signal, onProgress, onWarning = emitWarning, seed = 1 } = options
  const watched = { signal, onProgress }
  const engine = await sharedOnnxEngine({ device: checkDevice(options.device ?? 'auto') })
  const key = RandomKey.from(seed)
  const { given, labelsOf, answer } = lesson
  const pretrained = await pretrainedClassifier(folder, given.labels, key.fold(0))
  const { architecture, module } = pretrained

  const store = await PictureStore.open(
    given.train.map(({ picture }) => picture),
    { longestShortSide: Math.ceil(1.3 * (options.size ?? architecture.size)), ...watched },
  )
  const { rows, kept, skipped, warnings } = await readableRows(given, store, labelsOf, signal)
  for (const warning of [...given.warnings, ...warnings]) onWarning(warning)
  const { targets, sizes } = lesson.targetsOf(rows.train)
  const published = await preprocessorOfFolder(folder, architecture)
  const { settings, choices } = resolveSettings(options, {
    pictures: kept.length,
    fewest: Math.min(...sizes),
    labels: rows.labels.length,
    modelSize: architecture.size,
    stages: architecture.stages.length,
    shortSide: median(store.shortSides()),
    resampling: published.settings.resampling,
  })
  const preprocessor = preprocessorOfSize(published, settings.size)
  const classWeights = lesson.weightsOf(sizes, kept.length)
  const predictorParts = { preprocessor, engine, answer }
  const start = settings.method === 'finetune' ? rowsToStart(kept, targets, seed) : { rows: kept, targets }
  const probed = await withPredictor({ module, ...predictorParts }, (predictor) =>
    withProbedHead({ module, architecture, predictor, store, ...start, classWeights, engine, seed }, watched),
  )
  const measure = (current: PictureClassifier) =>
    withPredictor({ module: current, ...predictorParts }, (predictor) =>
      lesson.measure(predictor, rows.validation),
    )
  const pictures = { store, rows: kept, targets: matrixOf(targets, sizes.length), labels: sizes.length }
  const result =
    settings.method === 'probe'
      ? nothingTrained
      : await trainClassifier(
          {
            ...{
              module: probed.module,
              architecture,
              preprocessor,
              engine,
              pictures,
              classWeights,
              settings,
            },
            kind: targets.kind,
            fingerprints: await fingerprints([rows.train, rows.validation], labelsOf),
            key: key.fold(1),
            validate: rows.validation.length === 0 ? undefined : measure,
          },
          { checkpoint, ...watched },
        )
  const taught = { ...predictorParts, module: withParameters(probed.module, result.parameters) }
  const { steps, losses, history, seconds, waitSeconds } = result
  return {
    parts: { ...pretrained, ...taught },
    predictor: new Predictor(taught),
    training: {
      ...{ model: folder.name, settings, choices, pictures: kept.length, skipped, probe: probed.record },
      rows: Object.fromEntries(rows.labels.map((label, index) => [label, sizes[index]!])),
      validationRows: rows.validation.length,
      ...{ steps, losses, history, seconds, waitSeconds, device: engine.name },
    },
    validation: rows.validation,
  }
}

const nothingTrained: Pick<
  FitResult,
  'parameters' | 'steps' | 'losses' | 'history' | 'seconds' | 'waitSeconds'
> = {
  parameters: {},
  steps: 0,
  losses: [],
  history: [],
  seconds: 0,
  waitSeconds: 0,
}

/** The probability of each label of each row, `[rows, labels]`. */
function matrixOf(targets: Targets, labels: number): Float32Array {
  if (targets.kind === 'any') return targets.of
  const result = new Float32Array(targets.of.length * labels)
  for (const [row, target] of targets.of.entries()) result[row * labels + target] = 1
  return result
}

const fingerprints = <Row extends { readonly picture: PictureSource }>(
  parts: readonly (readonly Row[])[],
  labelsOf: (row: Row) => readonly string[],
) =>
  Promise.all(
    parts.map((rows) =>
      Promise.all(
        rows.map(async (row) => [await pictureInput.keyOf(row.picture), labelsOf(row).join('\n')] as const),
      ),
    ),
  )

function median(values: number[]): number {
  values.sort((a, b) => a - b)
  return values[values.length >> 1] ?? 0
}
