import { ImageClassifier } from '@graftjs/vision'
import type { MeasureOptions } from '../benchmark'
import { draw, readCifar } from './cifar'
import type { Score } from './score'

const sizes = [96, 160] as const
const ofEach = 100

/** Which bundled backbone: what a linear probe makes of the features of each, on 100 pictures of each of ten classes. */
export async function* backbones({ tell }: MeasureOptions): AsyncGenerator<Score> {
  const { train, test } = await readCifar()
  const some = { train: draw(train, ofEach, 1), test: draw(test, ofEach, 1) }
  for (const size of sizes) {
    const accuracies: number[] = []
    for (const model of ['EfficientNet-Lite0', 'MobileNetV2']) {
      const classifier = await ImageClassifier.finetune(model, { train: some.train, method: 'probe', size })
      const { report, seconds } = await classifier.evaluate(some.test)
      tell(
        `${model} at ${size} pixels: ${report.accuracy.value}, ${(1000 * seconds) / some.test.length} ms a picture`,
      )
      accuracies.push(report.accuracy.value)
      await classifier.close()
    }
    yield { case: 'backbones', peer: `MobileNetV2 ${size}`, ours: [accuracies[0]!], theirs: accuracies[1]! }
  }
}
