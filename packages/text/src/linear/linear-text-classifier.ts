import {
  BatchClassifier,
  checkInputs,
  emitWarning,
  type LabelledTraining,
  type Prediction,
  type WatchedTraining,
} from '@graftjs/classifier'
import type { Classifier, EvaluateOptions, Evaluation, RowSource, TextExample } from '../classifier/contract'
import { evaluateTexts } from '../rows/evaluate'
import { prepareRows } from '../rows/prepare'
import { type TextWarning, textInput } from '../rows/text-input'
import { type Explanation, explainText } from './explain'
import { type LinearModel, LinearPredictor, predictText } from './linear-model'
import { loadLinearModel, saveLinearModel } from './model-folder'
import { type LinearSettings, resolveSettings } from './settings'
import { trainLinearModel } from './train'

export interface LinearTrainOptions<Label extends string>
  extends LabelledTraining<TextExample<Label>, Label>,
    WatchedTraining<TextWarning> {
  /** Decides which rows a validation share takes; training itself draws nothing. Default 0. */
  readonly seed?: number
  /** Inverse strength of the l2 penalty, above 0: larger follows the training rows more closely. Default 10. */
  readonly c?: number
  /** Shortest and longest run of words that counts as a term. Default `[1, 2]`: words and pairs. */
  readonly ngrams?: readonly [shortest: number, longest: number]
  /** Terms in fewer texts are left out: a number of texts, or a share of them below 1. Default 1. */
  readonly minimumDocumentFrequency?: number
  /** Keep only this many terms, those that occur most often. Default: all. */
  readonly maximumFeatures?: number
}

/**
 * TF-IDF and logistic regression: trains in seconds, fits in a megabyte, and is the figure that a larger model
 * has to beat. Features and model are scikit-learn's `TfidfVectorizer(sublinear_tf=True)` and
 * `LogisticRegression`, to 1e-9 and 1e-4. The same rows and options give the same bits.
 *
 *     const classifier = await LinearTextClassifier.train({ train: rows })
 *     await classifier.predict('Win a free phone') // { label: 'spam', score: 0.97, scores: { … } }
 */
export class LinearTextClassifier<Label extends string = string>
  extends BatchClassifier<string, Prediction<Label>, Label>
  implements Classifier<Label>
{
  /** How it does on the validation rows, where there were some. Not kept by `save`. */
  readonly validation: Evaluation<Label> | undefined

  private constructor(
    private readonly model: LinearModel<Label>,
    validation?: Evaluation<Label>,
  ) {
    super({ labels: model.labels, kind: textInput, predictor: new LinearPredictor(model), batchSize: 64 })
    this.validation = validation
  }

  /** The options that it was trained with, defaults filled in. */
  get settings(): LinearSettings {
    return this.model.settings
  }

  /** How many terms it knows. */
  get features(): number {
    return this.model.vectorizer.terms.length
  }

  /**
   * Trains on labelled rows.
   *
   * @throws GraftError `invalid-data` naming the row (no rows, one label, a missing label, a text that is no
   *   string, …), `invalid-option`, `aborted`.
   */
  static async train<Label extends string>(
    options: LinearTrainOptions<Label>,
  ): Promise<LinearTextClassifier<Label>> {
    const { train, validation, seed = 0, signal, onProgress, onWarning = emitWarning } = options
    const settings = resolveSettings(options)
    const rows = await prepareRows({ train, validation, seed, signal })
    for (const warning of rows.warnings) onWarning(warning)
    const model = await trainLinearModel(rows, settings, options.classWeight, { signal, onProgress })
    const classifier = new LinearTextClassifier(model)
    if (rows.validation.length === 0) return classifier
    const judged = await classifier.evaluate(rows.validation, signal ? { signal } : {})
    return new LinearTextClassifier(model, judged)
  }

  /**
   * Opens a folder that `save` wrote.
   *
   * @throws GraftError `not-found`, `file-access`, or `invalid-file` where a file is damaged or of another kind.
   */
  static async load(folder: string): Promise<LinearTextClassifier> {
    return new LinearTextClassifier(await loadLinearModel(folder))
  }

  /**
   * Predicts labelled texts and measures the result.
   *
   * @throws GraftError `invalid-data` naming the row; `invalid-option`; `aborted`.
   */
  evaluate(
    rows: RowSource<TextExample<Label>>,
    options?: EvaluateOptions<Label>,
  ): Promise<Evaluation<Label>> {
    return evaluateTexts(this.answering, rows, options)
  }

  /**
   * Writes `config.json`, `vocab.txt`, `model.safetensors` and a model card; an earlier model in the
   * folder is replaced whole.
   *
   * @throws GraftError `file-access` where the folder cannot be written or holds foreign files.
   */
  async save(folder: string): Promise<void> {
    await saveLinearModel(this.model, folder)
  }

  /** The prediction of a text and the terms in it that weigh most for and against it. */
  explain(text: string, { terms = 10 }: { readonly terms?: number } = {}): Explanation<Label> {
    const one = [text]
    checkInputs(textInput, one)
    return explainText(this.model, predictText(this.model, text), text, terms)
  }
}
