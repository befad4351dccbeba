/**
 * Handwritten digits: `npm start -- [mlp | cnn] [FOLDER]` trains a network on MNIST, prints each epoch, and
 * measures it at the end, once, on the test set.
 */
import { onnxEngine } from '@graftjs/onnx'
import { progressBar } from '@graftjs/report'
import { readMnist } from './digits'
import { type RecipeName, recipes } from './recipes'
import { accuracyOf, train } from './train'

const isRecipe = (word: string): word is RecipeName => Object.hasOwn(recipes, word)

const words = process.argv.slice(2)
const name = words.find(isRecipe) ?? 'mlp'
const digits = await readMnist(words.find((word) => !isRecipe(word)))
const engine = await onnxEngine()
const bar = progressBar()

const { network, seconds } = await train(recipes[name], digits.train, {
  engine,
  seed: 1,
  onProgress: bar.update,
  callbacks: [
    {
      onEpoch({ epoch, loss, metrics, validation }) {
        bar.finish()
        const [learnt, unseen] = [metrics, validation].map((measured) => percent(measured?.['accuracy']))
        console.log(
          `epoch ${epoch}: loss ${loss.toFixed(4)}, right ${learnt} in training, ${unseen} in validation`,
        )
      },
    },
  ],
})
bar.finish()

const accuracy = await accuracyOf(network, digits.test, engine)
console.log(`${name}: ${percent(accuracy)} of the test right after ${seconds.toFixed(0)} s of training`)
await engine.close()

function percent(share = Number.NaN): string {
  return `${(100 * share).toFixed(2)} %`
}
