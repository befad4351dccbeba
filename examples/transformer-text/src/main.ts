/** A small transformer that learns from texts such as `27+85=211` to add numbers that it has not seen together. */
import { RandomKey } from '@graftjs/base'
import { onnxEngine } from '@graftjs/onnx'
import { progressBar } from '@graftjs/report'
import { answers, rightShare } from './answer'
import { questionOf, splitSums } from './sums'
import { train } from './train'

const { learnt, held } = splitSums(8000, RandomKey.from(1))
const engine = await onnxEngine()
const bar = progressBar()
const { network } = await train(learnt, { engine, epochs: 12, onProgress: bar.update })
bar.finish()

const examples = held.slice(0, 6)
for (const [row, answer] of (await answers(network, examples, engine)).entries()) {
  console.log(`${questionOf(examples[row]!)}${[...answer].reverse().join('')}`)
}
const share = await rightShare(network, held, engine)
console.log(`${(100 * share).toFixed(1)} % of ${held.length} sums right that it has not learned from`)
await engine.close()
