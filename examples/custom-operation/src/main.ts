/** Two operations that Graft does not have: one is composed of others, one has a gradient that is not its own. */
import { RandomKey } from '@graftjs/base'
import { compile, grad, setDefaultEngine, softmax, sum, type Tensor, tensor, traceGraph } from '@graftjs/core'
import { onnxEngine } from '@graftjs/onnx'
import { bits, drawSums, errorOf, learnQuantized } from './learn-quantized'
import { sparsemax, sparsemaxByHand } from './sparsemax'

const engine = await onnxEngine()
setDefaultEngine(engine)

const scores = tensor([2, 1.2, 0.1, -1])
console.log('scores      ', await scores.text())
console.log('softmax     ', await softmax(scores).text())
console.log('sparsemax   ', await sparsemax(scores).text())

/** Sparsemax in a loss, differentiated. */
const slopeOf = (f: (scores: Tensor) => Tensor) =>
  grad((x: Tensor) => sum(f(x).multiply(tensor([1, 2, 3, 4]))))
for (const [name, f] of Object.entries({ derived: sparsemax, 'by hand': sparsemaxByHand })) {
  const slope = slopeOf(f)
  const { graph } = traceGraph(({ x }) => ({ slope: slope(x!) }), { x: { dtype: 'float32', shape: [4] } })
  console.log(
    `gradient, ${name}: ${await (await compile(slope)(scores)).text()} (${graph.nodes.length} operations)`,
  )
}

const wanted = [0.75, 0.7, -0.8, 1.2]
const problem = drawSums(wanted, RandomKey.from(5))
const learned = await learnQuantized(problem, engine)
const afterwards = wanted.map((weight) => Math.round(weight / bits.step) * bits.step)
console.log('weights                  ', wanted)
console.log('rounded to 3 bits        ', afterwards, 'error', errorOf(afterwards, problem).toFixed(3))
console.log('learned through rounding ', learned, 'error', errorOf(learned, problem).toFixed(3))
await engine.close()
