import {
  type ClassWeight,
  checkBatchSize,
  checkClassWeight,
  checkInputs,
  countTargets,
  evaluateRows,
  type Prediction,
  predictStream,
  prepareRows,
  resolveClassWeights,
  softmax,
  toPrediction,
  watchValidation,
} from '@graftjs/classifier'
import { assertModelFolderWritable } from '@graftjs/hub'
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
import { openSaved } from './open-saved'
import { type PictureWarning, pictureInput } from './picture-input'
import { defaultBatchSize, Predictor, type PredictorParts } from './predictor'
import type { Pretrained } from './pretrained'
import { checkTeaching, type ImageTrainingRecord, openForTeaching, teach } from './teach'
import type { CommonOptions, LoadOptions } from './teach-options'

export interface FinetuneOptions<Label extends string> extends CommonOptions {
  /** Labelled pictures: an array, an iterable, or a function that makes an (async) iterable of them. */
  readonly train: RowSource<PictureExample<Label>>
  /** A share of the training rows to set aside, or rows: measured after every epoch. Default: none. */
  readonly validation?: number | RowSource<PictureExample<Label>>
  /** What a row of each label counts: `balanced` gives every label the same sum. Default: 1 each. */
  readonly classWeight?: ClassWeight<Label>
}

/** What a classifier is made of. */
interface Parts<Label extends string> extends PredictorParts<Prediction<Label>>, Pretrained {
  readonly labels: readonly Label[]
  readonly training?: ImageTrainingRecord | undefined
  readonly validation?: Evaluation<Label> | undefined
}

/**
 * A pretrained network that has learnt the labels of your pictures.
 *
 *     const classifier = await ImageClassifier.finetune('EfficientNet-Lite0', { train: rows })
 *     await classifier.predict('cat.jpg') // { label: 'cat', score: 0.99, scores: { … } }
 */
export class ImageClassifier<Label extends string = string> implements Classifier<Label> {
  readonly labels: readonly Label[]
  readonly device: string
  /** How it was trained: settings, losses, history. Undefined for a folder that was loaded. */
  readonly training: ImageTrainingRecord | undefined
  /** How it does on the validation rows, where there were some. Not kept by `save`. */
  readonly validation: Evaluation<Label> | undefined
  readonly #predictor: Predictor<Prediction<Label>>

  private constructor(
    private readonly parts: Parts<Label>,
    predictor: Predictor<Prediction<Label>> = new Predictor(parts),
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
    const { checkpoint } = await checkTeaching(options)
    const folder = await openForTeaching(model, options)
    const { train, validation, seed = 1, classWeight, signal, onProgress } = options
    const given = await prepareRows<PictureExample<Label>, PictureWarning>(pictureInput, {
      ...{ train, validation, seed, signal },
    })
    const { labels } = given
    checkClassWeight(classWeight, labels)
    const watched = watchValidation({ signal, onProgress })
    const taught = await teach<PictureExample<Label>, Label, Prediction<Label>>(
      folder,
      {
        given,
        labelsOf: ({ label }) => [label],
        targetsOf: (rows) => {
          const { targets, sizes } = countTargets(rows, labels)
          return { targets: { kind: 'one', of: targets }, sizes }
        },
        weightsOf: (sizes) => resolveClassWeights(classWeight, labels, sizes),
        answer: (logits) => toPrediction(labels, softmax(logits)),
        measure: async (predictor, rows) => {
          const { report } = await evaluatePictures(labels, predictor, rows, watched)
          return { loss: report.logLoss, accuracy: report.accuracy.value, macroF1: report.f1.macro.value }
        },
      },
      options,
      checkpoint,
    )
    const { predictor, training } = taught
    const parts = { ...taught.parts, labels, training }
    if (taught.validation.length === 0) return new ImageClassifier(parts, predictor)
    const evaluated = await evaluatePictures(labels, predictor, taught.validation, watched)
    return new ImageClassifier({ ...parts, validation: evaluated }, predictor)
  }

  /**
   * Opens a classifier that `save` wrote, or any Hugging Face folder (or id) of a supported type with labels.
   *
   * @throws GraftError `not-found`, `invalid-file`, `unsupported`, `device-unavailable`.
   */
  static async load(model: string, { device = 'auto' }: LoadOptions = {}): Promise<ImageClassifier> {
    const { labels, ...opened } = await openSaved(model, device, {
      problem: 'single_label_classification',
      finetune: 'ImageClassifier.finetune(name, { train })',
    })
    return new ImageClassifier({
      ...opened,
      labels,
      answer: (logits) => toPrediction(labels, softmax(logits)),
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
    return evaluatePictures(this.labels, this.#predictor, rows, options)
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
      problem: 'single_label_classification',
      predictor: this.#predictor,
      report: this.validation?.report,
    })
  }

  /** Frees the memory of the compiled model; the classifier is not used again. */
  async close(): Promise<void> {
    await this.#predictor.close()
  }
}

/** Predicts labelled pictures and measures the result; of a mistake its picture is kept. */
function evaluatePictures<Label extends string>(
  labels: readonly Label[],
  predictor: Predictor<Prediction<Label>>,
  rows: RowSource<PictureExample<Label>>,
  options: EvaluateOptions<Label>,
): Promise<Evaluation<Label>> {
  const batchSize = checkBatchSize(options.batchSize ?? defaultBatchSize)
  return evaluateRows(
    pictureInput,
    {
      ...{ labels, device: predictor.device, batchSize },
      predictBatch: (sources: readonly PictureSource[]) =>
        predictor.predict(sources, batchSize, options.signal),
    },
    rows,
    ({ row, ...judged }, { picture }: PictureExample<Label>) => ({ row, picture, ...judged }),
    options,
  )
}
