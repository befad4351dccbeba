import {
  compile,
  type Engine,
  fromTypedArray,
  load,
  type Parameters,
  stateOf,
  type Tensor,
  withParameters,
} from '@graftjs/core'
import { openModel } from '@graftjs/hub'
import { onnxEngine } from '@graftjs/onnx'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { largestDifference, readFixture, seededPixels } from '../../fixtures/check-architecture'
import type { PictureClassifier } from './architecture'
import { architectureOf } from './architecture-of'

interface Fixture {
  readonly size: number
  readonly batch: number
  readonly 'EfficientNet-Lite0': { readonly logits: number[][] }
  readonly MobileNetV2: { readonly features: number[][] }
}
const fixture = readFixture<Fixture>('bundled')

async function opened(name: string, labels: number) {
  const folder = await openModel(name, { offline: true })
  const architecture = architectureOf(await folder.config(), folder.path)
  const file = await folder.weights()
  const tensors: Record<string, Tensor> = {}
  for (const stored of file.names) {
    const path = architecture.pathOf(stored)
    if (!path || stored.endsWith('num_batches_tracked')) continue
    const { shape, data } = await file.float32(stored)
    tensors[path] = fromTypedArray(data, shape)
  }
  const { module, missing, unexpected } = load(architecture.create(labels), tensors)
  expect(unexpected).toEqual([])
  return {
    folder,
    architecture,
    module,
    missing: missing.filter((path) => !path.endsWith('num_batches_tracked')),
  }
}

/** Every tenth column. */
const thinned = (rows: number[][]): number[][] => rows.map((row) => row.filter((_, i) => i % 10 === 0))

describe('models in data packages, opened by name', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = await onnxEngine()
  })
  afterAll(() => engine.close())

  const run = (module: PictureClassifier) =>
    compile((named: Parameters, pixels: Tensor) => withParameters(module, named).forward(pixels), { engine })(
      stateOf(module),
      seededPixels('bundled', fixture),
    )

  it('EfficientNet-Lite0 gives the logits of timm on the same weights', async () => {
    const { module, missing, architecture, folder } = await opened('EfficientNet-Lite0', 1000)
    expect(missing).toEqual([])
    expect(architecture).toMatchObject({ features: 1280, size: 224 })
    expect((await folder.config())['label_names']).toHaveLength(1000)
    const logits = thinned((await (await run(module)).logits.array()) as number[][])
    expect(largestDifference(logits, fixture['EfficientNet-Lite0'].logits)).toBeLessThan(1e-4)
  })

  it('MobileNetV2 gives the features of transformers on the same weights, and has no head', async () => {
    const { module, missing, architecture } = await opened('mobilenetv2', 3)
    expect(missing).toEqual(['classifier.weight', 'classifier.bias'])
    const head = {
      'classifier.weight': fromTypedArray(new Float32Array(3 * 1280), [3, 1280]),
      'classifier.bias': fromTypedArray(new Float32Array(3), [3]),
    }
    const { features } = await run(load(module, head).module)
    expect(features.shape).toEqual([2, architecture.features])
    expect(
      largestDifference(thinned((await features.array()) as number[][]), fixture.MobileNetV2.features),
    ).toBeLessThan(1e-4)
  })
})
