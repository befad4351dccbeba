import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RandomKey } from '@graftjs/base'
import { compile, fromTypedArray, initialize, stateOf, type Tensor } from '@graftjs/core'
import { exportOnnx, onnxEngine } from '@graftjs/onnx'
import { architectureOf } from '@graftjs/vision'
import type { Line, MeasureOptions } from '../benchmark'
import { compare } from '../compare'
import { TransformersJs } from '../peer/transformers-js'
import { race, samplesOf } from '../race'

const batch = 8
/** Batches of a turn, one after the other, as a folder of pictures gives them: a single one is mostly the waking of threads. */
const batches = 8
const size = 224
const labels = 10
const config = { model_type: 'mobilenet_v2', image_size: size, classifier_dropout_prob: 0 }

interface Answer {
  readonly seconds: number
  readonly logits: readonly number[]
}

/** Logits of eight pictures by MobileNetV2: Graft beside transformers.js on the file that Graft exports. */
export async function* measureInference({ runs, tell }: MeasureOptions): AsyncGenerator<Omit<Line, 'bench'>> {
  const model = initialize(architectureOf(config, 'config.json').create(labels), RandomKey.from(1))
  const folder = await mkdtemp(join(tmpdir(), 'graft-bench-inference-'))
  const engine = await onnxEngine()
  // As ImageClassifier's predictions compile it.
  const forward = compile((pixels: Tensor) => model.forward(pixels).logits, {
    engine,
    dynamic: [['batch', null, null, null]],
    frozen: true,
  })
  let peer: TransformersJs<Answer> | undefined
  try {
    await mkdir(join(folder, 'onnx'))
    await writeFile(join(folder, 'config.json'), JSON.stringify(config))
    const onnx = await exportOnnx({
      inputs: { pixel_values: { dtype: 'float32', shape: ['batch_size', 3, size, size] } },
      parameters: stateOf(model),
      forward: (inputs) => ({ logits: model.forward(inputs['pixel_values']!).logits }),
    })
    await writeFile(join(folder, 'onnx', 'model.onnx'), onnx)
    peer = new TransformersJs<Answer>('classify.mjs', [folder, String(batch), String(size)])
    const theirs = peer
    const data = Float32Array.from({ length: batch * 3 * size * size }, (_, i) => ((i * 7919) % 1000) / 1000)
    const ours = async () => {
      let logits: ArrayLike<number | bigint> = []
      const start = performance.now()
      for (let at = 0; at < batches; at++)
        logits = await (await forward(fromTypedArray(data, [batch, 3, size, size]))).data()
      return { milliseconds: (performance.now() - start) / batches, logits }
    }
    const [mine, other] = [(await ours()).logits, (await theirs.ask(batches)).logits]
    tell(
      `largest difference of logits: ${Math.max(...other.map((value, i) => Math.abs(value - Number(mine[i]))))}`,
    )
    const contenders = [
      { name: 'graft', turn: async () => ({ milliseconds: (await ours()).milliseconds }) },
      { name: 'peer', turn: async () => ({ milliseconds: (await theirs.ask(batches)).seconds * 1000 }) },
    ]
    const turns = await race(contenders, { rounds: runs, warmUp: 3, tell })
    const samples = (side: string) => samplesOf(turns.get(side), 'milliseconds')
    for (const side of ['graft', 'peer'])
      tell(
        `${side}: ${samples(side)
          .map((value) => value.toFixed(1))
          .join(' ')} ms`,
      )
    yield compare(
      { case: 'inference', peer: 'transformers.js', unit: 'ms', better: 'less' },
      samples('graft'),
      samples('peer'),
    )
  } finally {
    peer?.close()
    await forward.dispose()
    await engine.close()
    await rm(folder, { recursive: true })
  }
}
