// npm start -- [--quick]: teaches a network four kinds of drawings by two vendors and asks it about a third vendor's.
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ClassicalImageClassifier, ImageClassifier, listPictures } from '@graftjs/vision'
import { writeDrawings } from './drawings'

const every = process.argv.includes('--quick') ? 6 : 1
const folder = await mkdtemp(join(tmpdir(), 'own-pictures-'))
await writeDrawings('noto', join(folder, 'train'), every)
await writeDrawings('twemoji', join(folder, 'train'), every)
await writeDrawings('fluent', join(folder, 'test'), every)

const { pictures: train } = await listPictures(join(folder, 'train'))
const { pictures: test } = await listPictures(join(folder, 'test'))
console.log(
  `${train.length} drawings by Google and Twitter to learn from, ${test.length} by Microsoft to judge by`,
)

// Both vendors draw the same things, so what is validated on would have been seen: there is no validation share here.
const classifier = await ImageClassifier.finetune('EfficientNet-Lite0', {
  train,
  size: 128,
  seed: 1,
  onProgress: ({ phase, step, steps }) => process.stderr.write(`\r${phase} ${step} of ${steps}      `),
})
process.stderr.write('\n')
for (const { setting, why } of classifier.training!.choices)
  console.log(`${setting} ${JSON.stringify(classifier.training!.settings[setting])}: ${why}`)

const { report, mistakes } = await classifier.evaluate(test)
const baseline = await ClassicalImageClassifier.train({ train })
const { report: classical } = await baseline.evaluate(test)
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
console.log(`\nright of the third vendor's: ${percent(report.accuracy.value)}`)
console.log(`edges and colours without a network: ${percent(classical.accuracy.value)}`)
for (const { label, precision, recall } of report.classes)
  console.log(`  ${label.padEnd(8)} precision ${percent(precision.value)}, recall ${percent(recall.value)}`)
for (const { picture, truth, predicted, score } of mistakes)
  console.log(`  surely wrong: ${String(picture)} is ${truth}, said ${predicted} (${percent(score)})`)

const saved = join(folder, 'model')
await classifier.save(saved)
await classifier.close()
console.log(`\nsaved: ${saved}\nas a page: npm start -w examples/picture-page -- ${saved}`)
