import {
  BatchClassifier,
  checkClassWeight,
  checkOptionsObject,
  emitWarning,
  type LabelledTraining,
  type LearnerName,
  type Prediction,
  prepareRows,
  type WatchedTraining,
} from '@graftjs/classifier'
import type {
  Classifier,
  EvaluateOptions,
  Evaluation,
  PictureExample,
  RowSource,
} from '../classifier/contract'
import { evaluatePictures } from '../classifier/evaluate-pictures'
import { type PictureWarning, pictureInput } from '../classifier/picture-input'
import type { PictureSource } from '../pictures/picture-source'
import { type ClassicalModel, ClassicalPredictor } from './model'
import { loadClassicalModel, saveClassicalModel } from './model-folder'
import { type ClassicalChoices, type ClassicalSettings, resolveClassicalSettings } from './settings'
import { trainClassicalModel } from './train'

export interface ClassicalTrainOptions<Label extends string, Name extends LearnerName = LearnerName>
  extends ClassicalChoices<Name>,
    LabelledTraining<PictureExample<Label>, Label>,
    WatchedTraining<PictureWarning> {
  /** Decides which rows a validation share takes, and what the learner draws. Default 0. */
  readonly seed?: number
}

/**
 * Pictures told apart without a network, by their edges and colours: what a fine-tuned network has to beat. It needs no
 * pretrained model, and says by the same `evaluate` how much one gains.
 *
 *     const baseline = await ClassicalImageClassifier.train({ train: rows })
 *     const { report } = await baseline.evaluate(test)
 */
export class ClassicalImageClassifier<Label extends string = string>
  extends BatchClassifier<PictureSource, Prediction<Label>, Label>
  implements Classifier<Label>
{
  /** How it does on the validation rows, where there were some. Not kept by `save`. */
  readonly validation: Evaluation<Label> | undefined

  private constructor(
    private readonly model: ClassicalModel<Label>,
    validation?: Evaluation<Label>,
  ) {
    super({
      ...{ labels: model.labels, kind: pictureInput, batchSize: 64 },
      predictor: new ClassicalPredictor(model),
    })
    this.validation = validation
  }

  /** The options that it was trained with, defaults filled in. */
  get settings(): ClassicalSettings {
    return this.model.settings
  }

  /** How many numbers a picture is described by. */
  get features(): number {
    return this.model.model.columns
  }

  /**
   * Trains on labelled pictures; those that cannot be read are left out, with a warning.
   *
   * @throws GraftError `invalid-data` naming the row, `invalid-option`, `aborted`.
   */
  static async train<Label extends string, Name extends LearnerName = LearnerName>(
    options: ClassicalTrainOptions<Label, Name>,
  ): Promise<ClassicalImageClassifier<Label>> {
    checkOptionsObject(options)
    const { classWeight, seed = 0, signal, onProgress, onWarning = emitWarning } = options
    const settings = resolveClassicalSettings(options)
    const rows = await prepareRows<PictureExample<Label>, PictureWarning>(pictureInput, {
      train: options.train,
      validation: options.validation,
      seed,
      signal,
    })
    checkClassWeight(classWeight, rows.labels)
    for (const warning of rows.warnings) onWarning(warning)
    const unreadable: string[] = []
    const model = await trainClassicalModel(rows.train, settings, {
      labels: rows.labels,
      classWeight,
      seed,
      signal,
      onProgress,
      onUnreadable: (row, error) => unreadable.push(`row ${row}: ${error.message}`),
    })
    if (unreadable.length > 0) onWarning(unreadableWarning(unreadable, rows.train.length))
    const classifier = new ClassicalImageClassifier(model)
    if (rows.validation.length === 0) return classifier
    const judged = await classifier.evaluate(rows.validation, signal ? { signal } : {})
    return new ClassicalImageClassifier(model, judged)
  }

  /**
   * Opens a folder that `save` wrote.
   *
   * @throws GraftError `not-found`, `file-access`, or `invalid-file` where a file is damaged or of another kind.
   */
  static async load(folder: string): Promise<ClassicalImageClassifier> {
    return new ClassicalImageClassifier(await loadClassicalModel(folder))
  }

  /**
   * Predicts labelled pictures and measures the result.
   *
   * @throws GraftError `invalid-data` naming the row; `invalid-option`; `aborted`.
   */
  evaluate(
    rows: RowSource<PictureExample<Label>>,
    options?: EvaluateOptions<Label>,
  ): Promise<Evaluation<Label>> {
    return evaluatePictures(this.answering, rows, options)
  }

  /**
   * Writes `config.json`, `model.safetensors` and a model card; an earlier model in the folder is replaced whole.
   *
   * @throws GraftError `file-access` where the folder cannot be written or holds foreign files.
   */
  async save(folder: string): Promise<void> {
    await saveClassicalModel(this.model, folder)
  }
}

function unreadableWarning(unreadable: readonly string[], rows: number) {
  const count = unreadable.length
  const message = `${count} of ${rows} training pictures cannot be read and ${count === 1 ? 'is' : 'are'} left out, the first being ${unreadable[0]} Remove or repair them.`
  return { kind: 'unreadable-pictures', count, message } as const
}
