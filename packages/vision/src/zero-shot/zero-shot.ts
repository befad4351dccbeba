import type { OnProgress } from '@graftjs/base'
import {
  BatchClassifier,
  checkDevice,
  type FeatureMatrix,
  type Prediction,
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
  RowSource,
} from '../classifier/contract'
import { evaluatePictures } from '../classifier/evaluate-pictures'
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
export class ZeroShotClassifier<Label extends string = string>
  extends BatchClassifier<PictureSource, Prediction<Label>, Label>
  implements Omit<Classifier<Label>, 'save'>
{
  constructor(
    /** The sentences that stand for each label. */
    readonly prompts: readonly LabelPrompts<Label>[],
    vectors: FeatureMatrix,
    private readonly clip: ClipModel,
    device: string,
  ) {
    const labels = prompts.map(({ label }) => label)
    super({
      ...{ labels, kind: pictureInput, batchSize: 32 },
      predictor: {
        device,
        predict: (sources, batchSize, signal) =>
          comparePictures(sources, { labels, vectors, clip }, { batchSize, signal }),
      },
    })
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

  /** Frees the memory of the compiled towers; the classifier is not used again. */
  async close(): Promise<void> {
    await this.clip.close()
  }
}

/** The softmax of each picture's likeness to the labels' vectors. */
async function comparePictures<Label extends string>(
  sources: readonly PictureSource[],
  {
    labels,
    vectors: { data, columns },
    clip,
  }: { readonly labels: readonly Label[]; readonly vectors: FeatureMatrix; readonly clip: ClipModel },
  options: { readonly batchSize: number; readonly signal?: AbortSignal | undefined },
): Promise<Prediction<Label>[]> {
  const { vectors: seen, unreadable } = await embedPictures(sources, clip, options)
  if (unreadable[0]) throw unreadable[0].error
  return sources.map((_, row) => {
    const logits = labels.map((_, label) => {
      let cosine = 0
      for (let c = 0; c < columns; c++) cosine += seen.data[row * columns + c]! * data[label * columns + c]!
      return cosine * clip.scale
    })
    return toPrediction(labels, softmax(logits))
  })
}
