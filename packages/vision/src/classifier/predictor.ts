import {
  type BatchPredictor,
  type FeatureMatrix,
  featuresOf,
  TimeSlice,
  throwIfAborted,
} from '@graftjs/classifier'
import { type Compiled, compile, type Engine, type Tensor } from '@graftjs/core'
import type { PictureClassifier, PictureResult } from '../architectures/architecture'
import { meanOverViews, type TestTimeViews, testTimeViews, viewsOfEach } from '../augment/test-time'
import { decodePicture } from '../pictures/decode-picture'
import type { Picture } from '../pictures/picture'
import type { PictureSource } from '../pictures/picture-source'
import type { Preprocessor } from '../preprocess/preprocessor'
import { matrixOfTensor, stackPixels } from './network-rows'

export interface PredictorParts<Answer> {
  readonly module: PictureClassifier
  readonly preprocessor: Preprocessor
  readonly engine: Engine
  /** What is said of a picture, by its logits. */
  readonly answer: (logits: Float32Array) => Answer
}

export const defaultBatchSize = 32

/** What the network makes of some pictures: rows of features and of logits. */
export interface Seen {
  readonly features: FeatureMatrix
  readonly logits: FeatureMatrix
}

/**
 * A model with its preprocessor: pictures in, predictions out. ONNX Runtime prepares the module's weights at the first
 * picture (0.1 s for MobileNetV2), after which it takes 0.4 of the time.
 */
export class Predictor<Answer> implements BatchPredictor<PictureSource, Answer> {
  private readonly forward: Compiled<[Tensor], PictureResult>

  constructor(private readonly parts: PredictorParts<Answer>) {
    this.forward = compile((pixels: Tensor) => parts.module.forward(pixels), {
      engine: parts.engine,
      dynamic: [['batch', null, null, null]],
      frozen: true,
    })
  }

  get device(): string {
    return this.parts.engine.device
  }

  /** What is said of each picture, in order: by its mean logits where it is seen in several views. */
  async predict(
    sources: readonly PictureSource[],
    batchSize: number,
    signal?: AbortSignal,
    views?: TestTimeViews,
  ): Promise<Answer[]> {
    const each = views === undefined ? 1 : viewsOfEach[views]
    const together = { batchSize: each * Math.max(1, Math.floor(batchSize / each)), signal }
    const open = openViews(sources, views, signal)
    const answers: Answer[] = []
    for await (const { logits } of this.see(each * sources.length, open, together)) {
      const { columns } = logits
      const data = each === 1 ? logits.data : meanOverViews(logits.data, each, columns)
      const pictures = { data, rows: logits.rows / each, columns }
      for (let row = 0; row < pictures.rows; row++) answers.push(this.parts.answer(featuresOf(pictures, row)))
    }
    return answers
  }

  /** The same network, by whom each picture is seen in several views. */
  seeing(views: TestTimeViews): BatchPredictor<PictureSource, Answer> {
    return {
      device: this.device,
      predict: (sources, batchSize, signal) => this.predict(sources, batchSize, signal, views),
    }
  }

  /** What the network makes of each batch; the next one is decoded while it computes. */
  async *see(
    count: number,
    open: (index: number) => Promise<Picture>,
    { batchSize, signal }: { readonly batchSize: number; readonly signal?: AbortSignal | undefined },
  ): AsyncGenerator<Seen, void, undefined> {
    const slice = new TimeSlice(signal)
    const prepare = async (start: number): Promise<Float32Array[]> => {
      const end = Math.min(start + batchSize, count)
      const pictures = await Promise.all(Array.from({ length: end - start }, (_, i) => open(start + i)))
      const inputs: Float32Array[] = []
      for (const picture of pictures) {
        inputs.push(this.parts.preprocessor.apply(picture))
        await slice.pause()
      }
      return inputs
    }
    let next = prepare(0)
    for (let start = 0; start < count; start += batchSize) {
      const inputs = await next
      throwIfAborted(signal)
      if (start + batchSize < count) {
        next = prepare(start + batchSize)
        next.catch(() => undefined) // whoever waits for it is told
      }
      yield await this.run(inputs, signal)
    }
  }

  /** What the network makes of prepared pixels, `[3, height, width]` each, all of one size. */
  async run(inputs: readonly Float32Array[], signal?: AbortSignal): Promise<Seen> {
    const pixels = stackPixels(inputs, this.parts.preprocessor)
    const { features, logits } = await this.forward.run([pixels], { signal })
    return { features: await matrixOfTensor(features), logits: await matrixOfTensor(logits) }
  }

  async close(): Promise<void> {
    await this.forward.dispose()
  }
}

/** Opens the views of pictures, called in order: the first picture's, then the next one's, each decoded once. */
function openViews(
  sources: readonly PictureSource[],
  views: TestTimeViews | undefined,
  signal: AbortSignal | undefined,
): (index: number) => Promise<Picture> {
  const decoded = (at: number) => decodePicture(sources[at]!, signal ? { signal } : {})
  if (views === undefined) return decoded
  const each = viewsOfEach[views]
  let pictures: Promise<Picture[]> = Promise.resolve([])
  return async (index) => {
    const view = index % each
    if (view === 0) pictures = decoded(index / each).then((picture) => testTimeViews(picture, views))
    return (await pictures)[view]!
  }
}

/** Uses a predictor for a while. */
export async function withPredictor<Answer, Result>(
  parts: PredictorParts<Answer>,
  use: (predictor: Predictor<Answer>) => Promise<Result>,
): Promise<Result> {
  const predictor = new Predictor(parts)
  try {
    return await use(predictor)
  } finally {
    await predictor.close()
  }
}
