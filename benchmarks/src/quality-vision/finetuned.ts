import { ClassicalImageClassifier, ImageClassifier } from '@graftjs/vision'
import type { MeasureOptions } from '../benchmark'
import { readCifar } from './cifar'
import type { Score } from './score'

/** Required of the fine-tuned network, in less than so many minutes on two cores. */
const required = 0.9
const mostMinutes = 45
const backbone = 'EfficientNet-Lite0'

/**
 * CIFAR-10 by the bundled backbone with every setting left to Graft, beside its linear probe and beside edges and colours
 * without a network.
 */
export async function* finetuned({ tell }: MeasureOptions): AsyncGenerator<Score> {
  const { train, test } = await readCifar()
  const accuracyOf = async (
    name: string,
    make: () => Promise<Pick<ImageClassifier, 'evaluate'>>,
  ): Promise<{ accuracy: number; minutes: number }> => {
    const started = performance.now()
    const classifier = await make()
    const minutes = (performance.now() - started) / 60_000
    const { report } = await classifier.evaluate(test)
    const { value, lower, upper } = report.accuracy
    tell(
      `${name}: ${value} [${lower.toFixed(3)}, ${upper.toFixed(3)}], trained in ${minutes.toFixed(1)} minutes`,
    )
    return { accuracy: value, minutes }
  }
  const whole = await accuracyOf('fine-tuned', async () => {
    const classifier = await ImageClassifier.finetune(backbone, {
      train,
      seed: 1,
      onProgress: everyMinute(tell),
    })
    for (const { setting, why } of classifier.training!.choices)
      tell(`${setting} ${JSON.stringify(classifier.training!.settings[setting])}: ${why}`)
    return classifier
  })
  yield { case: 'cifar-10', peer: 'required', ours: [whole.accuracy], theirs: required }
  if (whole.minutes > mostMinutes) tell(`the fine-tuning took longer than ${mostMinutes} minutes`)
  const probe = await accuracyOf('linear probe', () =>
    ImageClassifier.finetune(backbone, { train, seed: 1, method: 'probe', onProgress: everyMinute(tell) }),
  )
  yield { case: 'cifar-10', peer: 'linear probe', ours: [whole.accuracy], theirs: probe.accuracy }
  const classical = await accuracyOf('edges and colours', () =>
    ClassicalImageClassifier.train({ train, onProgress: everyMinute(tell) }),
  )
  yield { case: 'cifar-10', peer: 'edges, colours', ours: [whole.accuracy], theirs: classical.accuracy }
}

function everyMinute(tell: MeasureOptions['tell']) {
  let told = performance.now()
  return ({ phase, step, steps }: { phase: string; step: number; steps: number }) => {
    if (performance.now() - told < 60_000) return
    told = performance.now()
    tell(`${phase}: ${step} of ${steps}`)
  }
}
