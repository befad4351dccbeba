/** Linear regression by gradient descent, beside the answer of the normal equations. */
import { RandomKey } from '@graftjs/base'
import { onnxEngine } from '@graftjs/onnx'
import { closedForm } from './closed-form'
import { drawFlats, features } from './flats'
import { regress } from './regress'

const { rows, rents } = drawFlats(500, RandomKey.from(1))
const engine = await onnxEngine()
const descended = await regress(rows, rents, { engine })
const exact = closedForm(rows, rents)
await engine.close()

console.log(`${'euros a month'.padEnd(36)}${'descent'.padStart(12)}${'closed form'.padStart(14)}`)
const print = (name: string, a: number, b: number) =>
  console.log(`${name.padEnd(36)}${a.toFixed(4).padStart(12)}${b.toFixed(4).padStart(14)}`)
print('to begin with', descended.offset, exact.offset)
for (const [index, name] of features.entries()) {
  print(`for each of ${name}`, descended.weights[index]!, exact.weights[index]!)
}
