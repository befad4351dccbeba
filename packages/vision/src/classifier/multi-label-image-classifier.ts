import {
  checkBatchSize,
  checkInputs,
  evaluateLabelSets,
  indicatorsOf,
  type LabelSetEvaluation,
  type LabelSetPrediction,
  optionError,
  predictStream,
  prepareLabelSets,
  toLabelSet,
  watchValidation,
} from '@graftjs/classifier'
import { assertModelFolderWritable } from '@graftjs/hub'
import { saveImageClassifier } from '../export/saved-folder'
import type { PictureSource } from '../pictures/picture-source'
import type { EvaluateOptions, PredictOptions, RowSource, TaggedPicture } from './contract'
import { openSaved } from './open-saved'
import { type PictureWarning, pictureInput } from './picture-input'
import { defaultBatchSize, Predictor, type PredictorParts } from './predictor'
import type { Pretrained } from './pretrained'
import { checkTeaching, type ImageTrainingRecord, openForTeaching, teach } from './teach'
import type { CommonOptions, LoadOptions } from './teach-options'

export interface MultiLabelOptions<Label extends string> extends CommonOptions {
  /** Pictures with all labels that are true of each. */
  readonly train: RowSource<TaggedPicture<Label>>
  /** A share of the training rows to set aside, or rows: measured after every epoch. Default: none. */
  readonly validation?: number | RowSource<TaggedPicture<Label>>
  /** `balanced`: a rare label counts more where it is true, up to twenty times. Default: all count alike. */
  readonly classWeight?: 'balanced'
}

/** The most that a rare label counts: beyond that, single pictures would decide. */
const mostWeight = 20
/** A label whose probability is this or more is said to be true. */
const threshold = 0.5

/** What a classifier is made of. */
interface Parts<Label extends string> extends PredictorParts<LabelSetPrediction<Label>>, Pretrained {
  readonly labels: readonly Label[]
  readonly training?: ImageTrainingRecord | undefined
  readonly validation?: LabelSetEvaluation<Label> | undefined
}

/**
 * A pretrained network that has learnt which of your labels are true of a picture: any number of them, also none.
 *
 *     const tagger = await MultiLabelImageClassifier.finetune('EfficientNet-Lite0', { train: rows })
 *     await tagger.predict('beach.jpg') // { labels: ['sand', 'sea'], scores: { sand: 0.97, sea: 0.99, snow: 0.01 } }
 */
export class MultiLabelImageClassifier<Label extends string = string> {
  readonly labels: readonly Label[]
  readonly device: string
  /** How it was trained: settings, losses, history. Undefined for a folder that was loaded. */
  readonly training: ImageTrainingRecord | undefined
  /** How it does on the validation rows, where there were some. Not kept by `save`. */
  readonly validation: LabelSetEvaluation<Label> | undefined
  readonly #predictor: Predictor<LabelSetPrediction<Label>>

  private constructor(
    private readonly parts: Parts<Label>,
    predictor: Predictor<LabelSetPrediction<Label>> = new Predictor(parts),
  ) {
    this.labels = parts.labels
    this.device = parts.engine.device
    this.training = parts.training
    this.validation = parts.validation
    this.#predictor = predictor
  }

  /**
   * Teaches a pretrained network your labels, as `ImageClassifier.finetune` does: first a linear head, a logistic
   * regression for each label, then, where there are enough pictures, all layers.
   *
   * @throws GraftError as `ImageClassifier.finetune`.
   */
  static async finetune<Label extends string>(
    model: string,
    options: MultiLabelOptions<Label>,
  ): Promise<MultiLabelImageClassifier<Label>> {
    const { checkpoint } = await checkTeaching(options)
    const { train, validation, seed = 1, classWeight, signal, onProgress } = options
    if (classWeight !== undefined && classWeight !== 'balanced')
      throw optionError('classWeight', classWeight, "'balanced', or leave it out")
    const folder = await openForTeaching(model, options)
    const given = await prepareLabelSets<TaggedPicture<Label>, PictureWarning>(pictureInput, {
      ...{ train, validation, seed, signal },
    })
    const { labels } = given
    const watched = watchValidation({ signal, onProgress })
    const taught = await teach<TaggedPicture<Label>, Label, LabelSetPrediction<Label>>(
      folder,
      {
        given,
        labelsOf: (row) => row.labels,
        targetsOf: (rows) => {
          const { targets, sizes } = indicatorsOf(rows, labels)
          return { targets: { kind: 'any', of: targets }, sizes }
        },
        weightsOf: (sizes, rows) =>
          sizes.map((size) =>
            classWeight === 'balanced' ? Math.min(mostWeight, Math.max(1, (rows - size) / size)) : 1,
          ),
        answer: (logits) => toLabelSet(labels, logits, threshold),
        measure: async (predictor, rows) => {
          const { report } = await evaluateTagged(labels, predictor, rows, watched)
          return { macroF1: report.f1.macro, microF1: report.f1.micro, exact: report.subsetAccuracy }
        },
      },
      options,
      checkpoint,
    )
    const { predictor, training } = taught
    const parts = { ...taught.parts, labels, training }
    if (taught.validation.length === 0) return new MultiLabelImageClassifier(parts, predictor)
    const evaluated = await evaluateTagged(labels, predictor, taught.validation, watched)
    return new MultiLabelImageClassifier({ ...parts, validation: evaluated }, predictor)
  }

  /**
   * Opens a classifier that `save` wrote, or any folder (or id) whose `problem_type` is multi_label_classification.
   *
   * @throws GraftError `not-found`, `invalid-file`, `unsupported`, `device-unavailable`.
   */
  static async load(
    model: string,
    { device = 'auto' }: LoadOptions = {},
  ): Promise<MultiLabelImageClassifier> {
    const { labels, ...opened } = await openSaved(model, device, {
      problem: 'multi_label_classification',
      finetune: 'MultiLabelImageClassifier.finetune(name, { train })',
    })
    return new MultiLabelImageClassifier({
      ...opened,
      labels,
      answer: (logits) => toLabelSet(labels, logits, threshold),
    })
  }

  predict(picture: PictureSource, options?: PredictOptions): Promise<LabelSetPrediction<Label>>
  predict(pictures: readonly PictureSource[], options?: PredictOptions): Promise<LabelSetPrediction<Label>[]>
  async predict(
    pictures: PictureSource | readonly PictureSource[],
    { batchSize = defaultBatchSize, signal }: PredictOptions = {},
  ): Promise<LabelSetPrediction<Label> | LabelSetPrediction<Label>[]> {
    const list = Array.isArray(pictures) ? pictures : [pictures]
    checkInputs(pictureInput, list)
    const predictions = await this.#predictor.predict(list, checkBatchSize(batchSize), signal)
    return Array.isArray(pictures) ? predictions : predictions[0]!
  }

  predictAll(
    pictures: Iterable<PictureSource> | AsyncIterable<PictureSource>,
    { batchSize = defaultBatchSize, signal }: PredictOptions = {},
  ): AsyncIterable<LabelSetPrediction<Label>> {
    const size = checkBatchSize(batchSize)
    const predict = (batch: readonly PictureSource[]) => this.#predictor.predict(batch, size, signal)
    return predictStream(pictureInput, pictures, predict, { batchSize: size, signal })
  }

  /** Predicts pictures whose labels are known and measures the result. */
  evaluate(
    rows: RowSource<TaggedPicture<Label>>,
    options: Omit<EvaluateOptions<Label>, 'positive' | 'mistakes'> = {},
  ): Promise<LabelSetEvaluation<Label>> {
    return evaluateTagged(this.labels, this.#predictor, rows, options)
  }

  /**
   * Writes a Hugging Face folder, as `ImageClassifier.save` does, with the `problem_type` multi_label_classification.
   *
   * @throws GraftError `file-access` where the folder cannot be written or holds foreign files.
   */
  async save(folder: string): Promise<void> {
    await assertModelFolderWritable(folder)
    await saveImageClassifier(folder, {
      ...this.parts,
      problem: 'multi_label_classification',
      predictor: this.#predictor,
    })
  }

  /** Frees the memory of the compiled model; the classifier is not used again. */
  async close(): Promise<void> {
    await this.#predictor.close()
  }
}

function evaluateTagged<Label extends string>(
  labels: readonly Label[],
  predictor: Predictor<LabelSetPrediction<Label>>,
  rows: RowSource<TaggedPicture<Label>>,
  options: Omit<EvaluateOptions<Label>, 'positive' | 'mistakes'>,
): Promise<LabelSetEvaluation<Label>> {
  const batchSize = checkBatchSize(options.batchSize ?? defaultBatchSize)
  const predictBatch = (sources: readonly PictureSource[]) =>
    predictor.predict(sources, batchSize, options.signal)
  return evaluateLabelSets(
    pictureInput,
    { labels, device: predictor.device, batchSize, predictBatch },
    rows,
    options,
  )
}
