import { type OnProgress, RandomKey } from '@graftjs/base'
import {
  type CheckpointSettings,
  type ClassWeight,
  checkBatchSize,
  checkCallback,
  checkClassWeight,
  checkDevice,
  checkInputs,
  checkOptionsObject,
  checkSignal,
  classifierLabels,
  countTargets,
  emitWarning,
  type Prediction,
  predictStream,
  prepareRows,
  resolveCheckpoint,
  resolveClassWeights,
  type TrainingRecord,
  throwIfAborted,
  trainingRecord,
  watchValidation,
} from '@graftjs/classifier'
import { type FitResult, withParameters } from '@graftjs/core'
import { assertModelFolderWritable, openModel } from '@graftjs/hub'
import { type Device, sharedOnnxEngine } from '@graftjs/onnx'
import { saveImageClassifier } from '../export/saved-folder'
import type { PictureSource } from '../pictures/picture-source'
import type {
  Classifier,
  EvaluateOptions,
  Evaluation,
  PictureExample,
  PredictOptions,
  RowSource,
} from './contract'
import { preprocessorOfFolder, preprocessorOfSize } from './own-preprocessor'
import { type OnWarning, type PictureWarning, pictureInput } from './picture-input'
import { PictureStore } from './picture-store'
import { defaultBatchSize, Predictor, type PredictorParts } from './predictor'
import { type Pretrained, pretrainedClassifier } from './pretrained'
import { type ProbeRecord, rowsToStart, withProbedHead } from './probe'
import { type LeftOut, readableRows } from './readable-rows'
import { type Choice, type ImageSettings, resolveSettings } from './settings'
import { trainClassifier } from './train'

export interface FinetuneOptions<Label extends string> extends Partial<ImageSettings> {
  /** Labelled pictures: an array, an iterable, or a function that makes an (async) iterable of them. */
  readonly train: RowSource<PictureExample<Label>>
  /** A share of the training rows to set aside, or rows: measured after every epoch. Default: none. */
  readonly validation?: number | RowSource<PictureExample<Label>>
  /** What a row of each label counts: `balanced` gives every label the same sum. Default: 1 each. */
  readonly classWeight?: ClassWeight<Label>
  /** Where to compute. Default: the best device that works, which every result names. */
  readonly device?: Device
  /** A folder for checkpoints: a run that was stopped goes on from it, to the same bits. */
  readonly checkpoint?: string | CheckpointSettings
  readonly signal?: AbortSignal
  readonly onProgress?: OnProgress
  /** Told what is notable about the rows. Default: a warning of the process. */
  readonly onWarning?: OnWarning
}

export interface LoadOptions {
  readonly device?: Device
}

/** How a classifier was trained: enough to judge it, and to do it again. */
export interface ImageTrainingRecord extends TrainingRecord<ImageSettings> {
  /** The settings that were not given, and why they are what they are. */
  readonly choices: readonly Choice[]
  /** How the linear head came about, with which the training began. */
  readonly probe: ProbeRecord
  /** Pictures that could not be read and were left out, with the reason. */
  readonly skipped: readonly LeftOut[]
}

/** What a classifier is made of. */
interface Parts<Label extends string> extends PredictorParts<Label>, Pretrained {
  readonly training?: ImageTrainingRecord | undefined
  readonly validation?: Evaluation<Label> | undefined
}

/**
 * A pretrained network that has learnt the labels of your pictures.
 *
 *     const classifier = await ImageClassifier.finetune('efficientnet-lite0', { train: rows })
 *     await classifier.predict('cat.jpg') // { label: 'cat', score: 0.99, scores: { … } }
 */
export class ImageClassifier<Label extends string = string> implements Classifier<Label> {
  readonly labels: readonly Label[]
  readonly device: string
  /** How it was trained: settings, losses, history. Undefined for a folder that was loaded. */
  readonly training: ImageTrainingRecord | undefined
  /** How it does on the validation rows, where there were some. Not kept by `save`. */
  readonly validation: Evaluation<Label> | undefined
  readonly #predictor: Predictor<Label>

  private constructor(
    private readonly parts: Parts<Label>,
    predictor: Predictor<Label> = new Predictor(parts),
  ) {
    this.labels = parts.labels
    this.device = parts.engine.device
    this.training = parts.training
    this.validation = parts.validation
    this.#predictor = predictor
  }

  /**
   * Teaches a pretrained network, named by folder, bundled name or Hugging Face id, your labels: first a linear head on
   * its features, then, where there are enough pictures, all of its layers. What is not given is chosen by the pictures,
   * and `training.choices` says why. The same rows, options and machine give the same bits.
   *
   * @throws GraftError `invalid-data` naming the row, `invalid-option` naming the option, `not-found` for the model,
   *   `device-unavailable`, `file-access` for the checkpoint folder, `invalid-file` for a damaged model or where no
   *   checkpoint can be read, `aborted`, `not-finite`.
   */
  static async finetune<Label extends string>(
    model: string,
    options: FinetuneOptions<Label>,
  ): Promise<ImageClassifier<Label>> {
    const { device, checkpoint, signal, onProgress, onWarning } = await checkOptions(options)
    throwIfAborted(signal)
    const folder = await openModel(model, {
      ...(signal ? { signal } : {}),
      ...(onProgress ? { onProgress } : {}),
    })
    const seed = options.seed ?? 1
    const given = await prepareRows<PictureExample<Label>, PictureWarning>(pictureInput, {
      train: options.train,
      validation: options.validation,
      seed,
      signal,
    })
    checkClassWeight(options.classWeight, given.labels)
    const engine = await sharedOnnxEngine({ device })
    const key = RandomKey.from(seed)
    const pretrained = await pretrainedClassifier(folder, given.labels, key.fold(0))
    const { architecture, module } = pretrained

    const store = await PictureStore.open(
      given.train.map(({ picture }) => picture),
      { longestShortSide: Math.ceil(1.3 * (options.size ?? architecture.size)), signal, onProgress },
    )
    const { rows, kept, skipped, warnings } = await readableRows(given, store, signal)
    for (const warning of [...given.warnings, ...warnings]) onWarning(warning)
    const { targets, sizes } = countTargets(rows.train, rows.labels)
    const { settings, choices } = resolveSettings(options, {
      pictures: kept.length,
      fewest: Math.min(...sizes),
      labels: rows.labels.length,
      modelSize: architecture.size,
      shortSide: median(store.shortSides()),
    })
    const preprocessor = preprocessorOfSize(await preprocessorOfFolder(folder, architecture), settings.size)
    const classWeights = resolveClassWeights(options.classWeight, rows.labels, sizes)
    const predictor = new Predictor({ module, labels: rows.labels, preprocessor, engine })
    try {
      const some = settings.method === 'finetune' ? rowsToStart(targets, seed) : undefined
      const start = some
        ? { rows: some.map((row) => kept[row]!), targets: Int32Array.from(some, (row) => targets[row]!) }
        : { rows: kept, targets }
      const probed = await withProbedHead(
        { module, architecture, predictor, store, ...start, classWeights, engine, seed },
        { signal, onProgress },
      )
      const parts: Parts<Label> = {
        ...pretrained,
        module: probed.module,
        labels: rows.labels,
        preprocessor,
        engine,
      }
      const result =
        settings.method === 'probe'
          ? nothingTrained
          : await trainClassifier(
              {
                ...parts,
                pictures: {
                  store,
                  rows: kept,
                  targets: oneHot(targets, rows.labels.length),
                  labels: rows.labels.length,
                },
                classWeights,
                validation: rows.validation,
                fingerprints: await fingerprints([rows.train, rows.validation]),
                settings,
                key: key.fold(1),
                predictor,
              },
              { checkpoint, signal, onProgress },
            )
      const trained: Parts<Label> = {
        ...parts,
        module: withParameters(parts.module, result.parameters),
        training: {
          ...trainingRecord({ model: folder.name, rows, settings, result, device: engine.name }),
          choices,
          probe: probed.record,
          skipped,
        },
      }
      const last = predictor.with(trained.module)
      if (rows.validation.length === 0) return new ImageClassifier(trained, last)
      const evaluated = await last.evaluate(rows.validation, watchValidation({ signal, onProgress }))
      return new ImageClassifier({ ...trained, validation: evaluated }, last)
    } catch (error) {
      await predictor.close()
      throw error
    }
  }

  /**
   * Opens a classifier that `save` wrote, or any Hugging Face folder (or id) of a supported type with labels.
   *
   * @throws GraftError `not-found`, `invalid-file`, `unsupported`, `device-unavailable`.
   */
  static async load(model: string, { device = 'auto' }: LoadOptions = {}): Promise<ImageClassifier> {
    const checked = checkDevice(device)
    const folder = await openModel(model)
    const { labels } = classifierLabels(await folder.config(), {
      path: folder.path,
      input: 'picture',
      finetune: 'ImageClassifier.finetune(name, { train })',
      problems: ['single_label_classification'],
    })
    const pretrained = await pretrainedClassifier(folder, labels)
    return new ImageClassifier({
      ...pretrained,
      labels,
      preprocessor: await preprocessorOfFolder(folder, pretrained.architecture),
      engine: await sharedOnnxEngine({ device: checked }),
    })
  }

  predict(picture: PictureSource, options?: PredictOptions): Promise<Prediction<Label>>
  predict(pictures: readonly PictureSource[], options?: PredictOptions): Promise<Prediction<Label>[]>
  async predict(
    pictures: PictureSource | readonly PictureSource[],
    { batchSize = defaultBatchSize, signal }: PredictOptions = {},
  ): Promise<Prediction<Label> | Prediction<Label>[]> {
    const list = Array.isArray(pictures) ? pictures : [pictures]
    checkInputs(pictureInput, list)
    const predictions = await this.#predictor.predict(list, checkBatchSize(batchSize), signal)
    return Array.isArray(pictures) ? predictions : predictions[0]!
  }

  predictAll(
    pictures: Iterable<PictureSource> | AsyncIterable<PictureSource>,
    { batchSize = defaultBatchSize, signal }: PredictOptions = {},
  ): AsyncIterable<Prediction<Label>> {
    const size = checkBatchSize(batchSize)
    const predict = (batch: readonly PictureSource[]) => this.#predictor.predict(batch, size, signal)
    return predictStream(pictureInput, pictures, predict, { batchSize: size, signal })
  }

  evaluate(
    rows: RowSource<PictureExample<Label>>,
    options: EvaluateOptions<Label> = {},
  ): Promise<Evaluation<Label>> {
    return this.#predictor.evaluate(rows, options)
  }

  /**
   * Writes a Hugging Face folder: `config.json`, `preprocessor_config.json`, `model.safetensors`, `onnx/model.onnx` and a
   * model card. The ONNX file is run and compared before the folder is put in place. An earlier model in the folder is
   * replaced whole.
   *
   * @throws GraftError `file-access` where the folder cannot be written or holds foreign files.
   */
  async save(folder: string): Promise<void> {
    await assertModelFolderWritable(folder)
    await saveImageClassifier(folder, {
      ...this.parts,
      predictor: this.#predictor,
      report: this.validation?.report,
    })
  }

  /** Frees the memory of the compiled model; the classifier is not used again. */
  async close(): Promise<void> {
    await this.#predictor.close()
  }
}

const nothingTrained: Pick<FitResult, 'parameters' | 'steps' | 'losses' | 'history' | 'seconds'> = {
  parameters: {},
  steps: 0,
  losses: [],
  history: [],
  seconds: 0,
}

/** What is wrong with the options themselves is said before a model is looked for, maybe downloaded. */
async function checkOptions<Label extends string>(options: FinetuneOptions<Label>) {
  checkOptionsObject(options)
  const { signal, onProgress, onWarning = emitWarning } = options
  resolveSettings(options, { pictures: 1e6, fewest: 1e6, labels: 2, modelSize: 224, shortSide: 224 })
  checkSignal(signal)
  checkCallback('onProgress', onProgress)
  checkCallback('onWarning', onWarning)
  const device = checkDevice(options.device ?? 'auto')
  return { device, checkpoint: await resolveCheckpoint(options.checkpoint), signal, onProgress, onWarning }
}

function oneHot(targets: Int32Array, labels: number): Float32Array {
  const result = new Float32Array(targets.length * labels)
  for (const [row, target] of targets.entries()) result[row * labels + target] = 1
  return result
}

const fingerprints = (parts: readonly (readonly PictureExample[])[]) =>
  Promise.all(
    parts.map((rows) =>
      Promise.all(
        rows.map(async ({ picture, label }) => [await pictureInput.keyOf(picture), label] as const),
      ),
    ),
  )

function median(values: number[]): number {
  values.sort((a, b) => a - b)
  return values[values.length >> 1] ?? 0
}
