import type { OnProgress } from '@graftjs/base'
import {
  checkBatchSize,
  checkDevice,
  checkInputs,
  evaluateRows,
  type FeatureMatrix,
  type Prediction,
  predictStream,
  softmax,
  toPrediction,
} from '@graftjs/classifier'
import { openModel } from '@graftjs/hub'
import { type Device, sharedOnnxEngine } from '@graftjs/onnx'
import type {
  Classifier,
  EvaluateOptions,
  Evaluation,
  PictureExample,
  PredictOptions,
  RowSource,
} from '../classifier/contract'
import { pictureInput } from '../classifier/picture-input'
import { embedPictures } from '../embedder/embed-pictures'
import type { PictureSource } from '../pictures/picture-source'
import { type ClipModel, openClip } from './clip-model'
import { defaultTemplates, type LabelDescriptions, type LabelPrompts, promptsOf } from './label-prompts'

export interface ZeroShotOptions {
  /** A CLIP model: the path of a folder, or a Hugging Face id. Default `openai/clip-vit-base-patch32`, downloaded once. */
  readonly model?: string
  /** Sentences about a picture, `{}` for what describes the label; the mean of all of them stands for it. */
  readonly templates?: readonly string[]
  /** Where to compute. Default: the best device that works. */
  readonly device?: Device
  readonly signal?: AbortSignal
  readonly onProgress?: OnProgress
}

const defaultBatchSize = 32

/**
 * A classifier for labels that it was never trained on: CLIP compares each picture with sentences about the labels.
 *
 *     const classifier = await zeroShot(['cat', 'dog', 'empty sofa'])
 *     await classifier.predict('living-room.jpg') // { label: 'empty sofa', score: 0.93, scores: { … } }
 *
 * @param labels words that describe what may be on a picture; as an object, labels with such words
 * @throws GraftError `invalid-option`, `not-found` for the model, `unsupported` where it is no CLIP, `network`, `aborted`.
 */
export async function zeroShot<const Label extends string>(
  labels: LabelDescriptions<Label>,
  {
    model = 'openai/clip-vit-base-patch32',
    templates = defaultTemplates,
    device = 'auto',
    signal,
    onProgress,
  }: ZeroShotOptions = {},
): Promise<ZeroShotClassifier<Label>> {
  const prompts = promptsOf(labels, templates)
  const checked = checkDevice(device)
  const folder = await openModel(model, {
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress } : {}),
  })
  const engine = await sharedOnnxEngine({ device: checked })
  const clip = await openClip(folder, engine)
  try {
    return new ZeroShotClassifier(prompts, await labelVectors(clip, prompts, signal), clip, engine.device)
  } catch (error) {
    await clip.close()
    throw error
  }
}

/** `[labels, dimensions]`: of each label the direction of the mean of its sentences. */
async function labelVectors(
  clip: ClipModel,
  labels: readonly LabelPrompts<string>[],
  signal?: AbortSignal,
): Promise<FeatureMatrix> {
  const texts = await clip.embedTexts(
    labels.flatMap(({ prompts }) => prompts),
    signal,
  )
  const { columns } = texts
  const data = new Float32Array(labels.length * columns)
  let row = 0
  labels.forEach(({ prompts }, label) => {
    const sum = new Float64Array(columns)
    for (const end = row + prompts.length; row < end; row++) {
      for (let c = 0; c < columns; c++) sum[c]! += texts.data[row * columns + c]!
    }
    const length = Math.sqrt(sum.reduce((squares, value) => squares + value * value, 0)) || 1
    data.set(
      sum.map((value) => value / length),
      label * columns,
    )
  })
  return { data, rows: labels.length, columns }
}

/** What `zeroShot` gives: a classifier like the others, but with nothing of its own to save. */
export class ZeroShotClassifier<Label extends string = string> implements Omit<Classifier<Label>, 'save'> {
  readonly labels: readonly Label[]

  constructor(
    /** The sentences that stand for each label. */
    readonly prompts: readonly LabelPrompts<Label>[],
    private readonly vectors: FeatureMatrix,
    private readonly clip: ClipModel,
    readonly device: string,
  ) {
    this.labels = prompts.map(({ label }) => label)
  }

  predict(picture: PictureSource, options?: PredictOptions): Promise<Prediction<Label>>
  predict(pictures: readonly PictureSource[], options?: PredictOptions): Promise<Prediction<Label>[]>
  async predict(
    pictures: PictureSource | readonly PictureSource[],
    { batchSize = defaultBatchSize, signal }: PredictOptions = {},
  ): Promise<Prediction<Label> | Prediction<Label>[]> {
    const list = Array.isArray(pictures) ? pictures : [pictures]
    checkInputs(pictureInput, list)
    const predictions = await this.#predictBatch(list, checkBatchSize(batchSize), signal)
    return Array.isArray(pictures) ? predictions : predictions[0]!
  }

  predictAll(
    pictures: Iterable<PictureSource> | AsyncIterable<PictureSource>,
    { batchSize = defaultBatchSize, signal }: PredictOptions = {},
  ): AsyncIterable<Prediction<Label>> {
    const size = checkBatchSize(batchSize)
    const predict = (batch: readonly PictureSource[]) => this.#predictBatch(batch, size, signal)
    return predictStream(pictureInput, pictures, predict, { batchSize: size, signal })
  }

  evaluate(
    rows: RowSource<PictureExample<Label>>,
    options: EvaluateOptions<Label> = {},
  ): Promise<Evaluation<Label>> {
    const { batchSize = defaultBatchSize, signal } = options
    const size = checkBatchSize(batchSize)
    const predictor = {
      labels: this.labels,
      device: this.device,
      batchSize: size,
      predictBatch: (batch: readonly PictureSource[]) => this.#predictBatch(batch, size, signal),
    }
    return evaluateRows(
      pictureInput,
      predictor,
      rows,
      ({ row, ...judged }, { picture }: PictureExample<Label>) => ({ row, picture, ...judged }),
      options,
    )
  }

  /** Frees the memory of the compiled towers; the classifier is not used again. */
  async close(): Promise<void> {
    await this.clip.close()
  }

  async #predictBatch(
    sources: readonly PictureSource[],
    batchSize: number,
    signal?: AbortSignal,
  ): Promise<Prediction<Label>[]> {
    const { vectors: seen, unreadable } = await embedPictures(sources, this.clip, { batchSize, signal })
    if (unreadable[0]) throw unreadable[0].error
    const { data, columns } = this.vectors
    return sources.map((_, row) => {
      const logits = this.labels.map((_, label) => {
        let cosine = 0
        for (let c = 0; c < columns; c++) cosine += seen.data[row * columns + c]! * data[label * columns + c]!
        return cosine * this.clip.scale
      })
      return toPrediction(this.labels, softmax(logits))
    })
  }
}
