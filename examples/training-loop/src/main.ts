/** Three spirals, told apart by a small network in a training loop of one's own. */
import { RandomKey } from '@graftjs/base'
import { onnxEngine } from '@graftjs/onnx'
import { drawSpirals } from './spirals'
import { train } from './train'

const key = RandomKey.from(7)
const engine = await onnxEngine()
const { accuracy } = await train(drawSpirals(1200, key.fold(0)), drawSpirals(600, key.fold(1)), {
  engine,
  onEpoch(epoch, loss, share) {
    if (epoch % 10 !== 0) return
    console.log(`epoch ${epoch}: loss ${loss.toFixed(4)}, ${(100 * share).toFixed(1)} % of the others right`)
  },
})
console.log(`${(100 * accuracy).toFixed(1)} % of 600 points right that it has not seen`)
await engine.close()
