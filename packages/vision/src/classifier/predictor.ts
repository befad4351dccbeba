import { type FeatureMatrix, featuresOf, TimeSlice, throwIfAborted } from '@graftjs/classifier'
import {
  type Compiled,
  compile,
  type Engine,
  fromTypedArray,
  type Parameters,
  stateOf,
  type Tensor,
  withParameters,
} from '@graftjs/core'
import type { PictureClassifier, PictureResult } from '../architectures/architecture'
import { decodePicture } from '../pictures/decode-picture'
import type { Picture } from '../pictures/picture'
import type { PictureSource } from '../pictures/picture-source'
import type { Preprocessor } from '../preprocess/preprocessor'

export interface PredictorParts<Answer> {
  readonly module: PictureClassifier
  readonly preprocessor: Preprocessor
  readonly engine: Engine
  /** What is said of a picture, by its logits. */
  readonly answer: (logits: Float32Array) => Answer
}

export const defaultBatchSize = 32

type Forward = Compiled<[Parameters, Tensor], PictureResult>

/** What the network makes of some pictures: rows of features and of logits. */
export interface Seen {
  readonly features: FeatureMatrix
  readonly logits: FeatureMatrix
}

/** A model with its preprocessor: pictures in, predictions out. */
export class Predictor<Answer> {
  private readonly state: Parameters

  constructor(
    private readonly parts: PredictorParts<Answer>,
    private readonly forward: Forward = compile(
      (named: Parameters, pixels: Tensor) => withParameters(parts.module, named).forward(pixels),
      { engine: parts.engine, dynamic: [null, ['batch', null, null, null]] },
    ),
  ) {
    this.state = stateOf(parts.module)
  }

  /** The same model with other parameters, without compiling anew; to be closed once for both. */
  with(module: PictureClassifier): Predictor<Answer> {
    return new Predictor({ ...this.parts, module }, this.forward)
  }

  get device(): string {
    return this.parts.engine.device
  }

  /** What is said of each picture, in order. */
  async predict(
    sources: readonly PictureSource[],
    batchSize: number,
    signal?: AbortSignal,
  ): Promise<Answer[]> {
    const answers: Answer[] = []
    const open = (index: number) => decodePicture(sources[index]!, signal ? { signal } : {})
    for await (const { logits } of this.see(sources.length, open, { batchSize, signal })) {
      for (let row = 0; row < logits.rows; row++) answers.push(this.parts.answer(featuresOf(logits, row)))
    }
    return answers
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
    const { height, width } = this.parts.preprocessor.outputSize ?? { height: 0, width: 0 }
    const batch = new Float32Array(inputs.length * 3 * height * width)
    for (const [index, input] of inputs.entries()) batch.set(input, index * 3 * height * width)
    const pixels = fromTypedArray(batch, [inputs.length, 3, height, width])
    const { features, logits } = await this.forward.run([this.state, pixels], { signal })
    return { features: await matrix(features), logits: await matrix(logits) }
  }

  async close(): Promise<void> {
    await this.forward.dispose()
  }
}

async function matrix(tensor: Tensor): Promise<FeatureMatrix> {
  const [rows, columns] = tensor.shape.map(Number)
  return { data: Float32Array.from(await tensor.data(), Number), rows: rows!, columns: columns! }
}
