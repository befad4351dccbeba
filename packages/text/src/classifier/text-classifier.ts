import { RandomKey } from '@graftjs/base'
import {
  BatchClassifier,
  checkClassWeight,
  checkDevice,
  checkOptionsObject,
  checkTraining,
  emitWarning,
  type LabelledTraining,
  type NetworkTraining,
  type Prediction,
  TimeSlice,
  trainingRecord,
  watchValidation,
} from '@graftjs/classifier'
import { withParameters } from '@graftjs/core'
import { assertModelFolderWritable, type Encoding, type ModelConfig, openModel } from '@graftjs/hub'
import { type Device, sharedOnnxEngine } from '@graftjs/onnx'
import { architectureOf } from '../finetune/architecture'
import { answeringTexts, Predictor, type PredictorParts } from '../finetune/predictor'
import { pretrainedClassifier } from '../finetune/pretrained'
import { classifierOf, saveTextClassifier } from '../finetune/saved-folder'
import { type FinetuneSettings, resolveFinetuneSettings } from '../finetune/settings'
import { encodeTexts } from '../finetune/token-batches'
import { trainClassifier } from '../finetune/train'
import type { TrainingRecord } from '../finetune/training-record'
import { LinearTextClassifier, type LinearTrainOptions } from '../linear/linear-text-classifier'
import { evaluateTexts } from '../rows/evaluate'
import { prepareRows } from '../rows/prepare'
import type { DataWarning, TextWarning } from '../rows/text-input'
import type { Classifier, EvaluateOptions, Evaluation, RowSource, TextExample } from './contract'

export interface FinetuneOptions<Label extends string>
  extends Partial<FinetuneSettings>,
    LabelledTraining<TextExample<Label>, Label>,
    NetworkTraining<TextWarning> {}

export interface LoadOptions {
  readonly device?: Device
}

/** What a classifier is made of. */
interface Parts<Label extends string> extends PredictorParts<Label> {
  readonly config: ModelConfig
  readonly tokenizerFiles: ReadonlyMap<string, Uint8Array>
  readonly training?: TrainingRecord | undefined
  readonly validation?: Evaluation<Label> | undefined
}

/**
 * A pretrained transformer that has learnt the labels of your rows.
 *
 *     const classifier = await TextClassifier.finetune('all-MiniLM-L6-v2', { train: rows })
 *     await classifier.predict('Win a free phone') // { label: 'spam', score: 0.99, scores: { … } }
 */
export class TextClassifier<Label extends string = string>
  extends BatchClassifier<string, Prediction<Label>, Label>
  implements Classifier<Label>
{
  /** How it was trained: settings, losses, history. Undefined for a folder that another program wrote. */
  readonly training: TrainingRecord | undefined
  /** How it does on the validation rows, where there were some. Not kept by `save`. */
  readonly validation: Evaluation<Label> | undefined
  readonly #predictor: Predictor<Label>

  private constructor(
    private readonly parts: Parts<Label>,
    predictor: Predictor<Label> = new Predictor(parts),
  ) {
    super(answeringTexts(parts.labels, predictor))
    this.training = parts.training
    this.validation = parts.validation
    this.#predictor = predictor
  }

  /**
   * Fine-tunes every layer of a pretrained encoder, named by folder, bundled name or Hugging Face id. The same
   * rows, options and machine give the same bits. What can be checked is checked before anything is computed.
   *
   * @throws GraftError `invalid-data` naming the row, `invalid-option` naming the option, `not-found` for the
   *   model, `device-unavailable`, `file-access` for the checkpoint folder, `invalid-file` for a damaged model or
   *   where no checkpoint can be read, `aborted`, `not-finite`.
   */
  static async finetune<Label extends string>(
    model: string,
    options: FinetuneOptions<Label>,
  ): Promise<TextClassifier<Label>> {
    checkOptionsObject(options)
    resolveFinetuneSettings(options)
    const { device, checkpoint } = await checkTraining(options)
    const { signal, onProgress, onWarning = emitWarning } = options
    const folder = await openModel(model, {
      ...(signal ? { signal } : {}),
      ...(onProgress ? { onProgress } : {}),
    })
    const modelConfig = await folder.config()
    const longest = architectureOf(modelConfig, folder.path).maximumLength(modelConfig, folder.path)
    const settings = resolveFinetuneSettings(options, longest)
    const rows = await prepareRows({
      train: options.train,
      validation: options.validation,
      seed: settings.seed,
      signal,
    })
    checkClassWeight(options.classWeight, rows.labels)
    const engine = await sharedOnnxEngine({ device })
    const tokenizer = await folder.tokenizer()
    const key = RandomKey.from(settings.seed)
    const { module, config } = await pretrainedClassifier(folder, rows.labels, key.fold(0))
    const parts: Parts<Label> = {
      module,
      config,
      labels: rows.labels,
      tokenizer,
      tokenizerFiles: await folder.tokenizerFiles(),
      maxLength: settings.maxLength,
      engine,
    }
    const encodings = await encodeTexts(
      tokenizer,
      rows.train.map(({ text }) => text),
      settings.maxLength,
      new TimeSlice(signal),
      onProgress,
    )
    for (const warning of [...rows.warnings, ...truncationWarning(encodings, settings.maxLength)])
      onWarning(warning)

    const result = await trainClassifier(
      { ...parts, rows, encodings, settings, key: key.fold(1) },
      { ...options, checkpoint },
    )
    const trained: Parts<Label> = {
      ...parts,
      module: withParameters(module, result.parameters),
      training: trainingRecord({ model: folder.name, rows, settings, result, device: engine.name }),
    }
    const predictor = new Predictor(trained)
    try {
      if (rows.validation.length === 0) return new TextClassifier(trained, predictor)
      const evaluated = await evaluateTexts(
        answeringTexts(rows.labels, predictor),
        rows.validation,
        watchValidation({ signal, onProgress }),
      )
      return new TextClassifier({ ...trained, validation: evaluated }, predictor)
    } catch (error) {
      await predictor.close()
      throw error
    }
  }

  /** TF-IDF and logistic regression on the same rows: trains in seconds, and is the figure to beat. */
  static linear<Label extends string>(
    options: LinearTrainOptions<Label>,
  ): Promise<LinearTextClassifier<Label>> {
    return LinearTextClassifier.train(options)
  }

  /**
   * Opens a classifier that `save` wrote, or any Hugging Face folder (or id) of a supported type with labels.
   *
   * @throws GraftError `not-found`, `invalid-file`, `unsupported`, `device-unavailable`.
   */
  static async load(model: string, { device = 'auto' }: LoadOptions = {}): Promise<TextClassifier> {
    const checked = checkDevice(device)
    const folder = await openModel(model)
    const { module, config, labels } = await classifierOf(folder)
    const tokenizer = await folder.tokenizer()
    const longest = architectureOf(config, folder.path).maximumLength(config, folder.path)
    return new TextClassifier({
      module,
      config,
      labels,
      tokenizer,
      tokenizerFiles: await folder.tokenizerFiles(),
      maxLength: Math.min(tokenizer.maxLength ?? longest, longest),
      engine: await sharedOnnxEngine({ device: checked }),
    })
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
   * Writes a Hugging Face folder: `config.json`, `model.safetensors`, the tokenizer, `onnx/model.onnx` and a
   * model card. Python's transformers and transformers.js open it; the ONNX file is run and compared before
   * the folder is put in place. An earlier model in the folder is replaced whole.
   *
   * @throws GraftError `file-access` where the folder cannot be written or holds foreign files.
   */
  async save(folder: string): Promise<void> {
    await assertModelFolderWritable(folder)
    await saveTextClassifier(folder, {
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

/** Texts of which something is cut off are worth a warning with their share. */
function truncationWarning(encodings: readonly Encoding[], maxLength: number): DataWarning[] {
  const count = encodings.filter(({ truncated }) => truncated).length
  if (count === 0) return []
  const share = Math.round((100 * count) / encodings.length)
  const message = `${count} training texts (${share} %) are longer than ${maxLength} tokens: what follows is not read. Raise maxLength if the end of a text matters.`
  return [{ kind: 'truncated-texts', message, count }]
}
