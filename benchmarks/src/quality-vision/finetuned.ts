import { ClassicalImageClassifier, type Evaluation, ImageClassifier } from '@graftjs/vision'
import type { MeasureOptions } from '../benchmark'
import { readCifar } from './cifar'
import type { Score } from './score'

/** Required of the fine-tuned network, in less than so many minutes on two cores. */
const required = 0.9
const mostMinutes = 45
const backbone = 'EfficientNet-Lite0'

/**
 * CIFAR-10 by the bundled backbone with every setting left to Graft; beside it the same network seeing each picture
 * mirrored, too, its linear probe, and edges and colours without a network.
 */
export async function* finetuned({ tell }: MeasureOptions): AsyncGenerator<Score> {
  const { train, test } = await readCifar()
  const trained = async <Model>(name: string, make: () => Promise<Model>): Promise<Model> => {
    const started = performance.now()
    const model = await make()
    const minutes = (performance.now() - started) / 60_000
    tell(`${name}: trained in ${minutes.toFixed(1)} minutes`)
    if (minutes > mostMinutes) tell(`that is longer than ${mostMinutes} minutes`)
    return model
  }
  const accuracyOf = (name: string, { report }: Evaluation): number => {
    const { value, lower, upper } = report.accuracy
    tell(`${name}: ${value} [${lower.toFixed(3)}, ${upper.toFixed(3)}]`)
    return value
  }
  const shared = { train, seed: 1, onProgress: everyMinute(tell) }

  const whole = await trained('fine-tuned', () => ImageClassifier.finetune(backbone, shared))
  for (const { setting, why } of whole.training!.choices)
    tell(`${setting} ${JSON.stringify(whole.training!.settings[setting])}: ${why}`)
  const ours = [accuracyOf('fine-tuned', await whole.evaluate(test))]
  yield { case: 'cifar-10', peer: 'required', ours, theirs: required }
  const mirrored = accuracyOf('each seen mirrored, too', await whole.evaluate(test, { views: 'flip' }))
  yield { case: 'cifar-10', peer: 'mirrored, too', ours, theirs: mirrored }

  const probe = await trained('linear probe', () =>
    ImageClassifier.finetune(backbone, { ...shared, method: 'probe' }),
  )
  const head = accuracyOf('linear probe', await probe.evaluate(test))
  yield { case: 'cifar-10', peer: 'linear probe', ours, theirs: head }
  const classical = await trained('edges and colours', () => ClassicalImageClassifier.train(shared))
  const edges = accuracyOf('edges and colours', await classical.evaluate(test))
  yield { case: 'cifar-10', peer: 'edges, colours', ours, theirs: edges }
}

function everyMinute(tell: MeasureOptions['tell']) {
  let told = performance.now()
  return ({ phase, step, steps }: { phase: string; step: number; steps: number }) => {
    if (performance.now() - told < 60_000) return
    told = performance.now()
    tell(`${phase}: ${step} of ${steps}`)
  }
}
