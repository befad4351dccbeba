import type { OnProgress } from '@graftjs/base'
import {
  type ClassWeight,
  countTargets,
  fitLogisticRegression,
  resolveClassWeights,
  TimeSlice,
} from '@graftjs/classifier'
import type { TrainingRows } from '../rows/prepare'
import type { LinearModel } from './linear-model'
import type { LinearSettings } from './settings'
import { TfidfVectorizer } from './tfidf'

/** The gradient of the mean loss at which training stops: probabilities are then settled to about 1e-5. */
const gradientTolerance = 1e-6
const maximumIterations = 1000

/** Learns the terms and the model of prepared rows. */
export async function trainLinearModel<Label extends string>(
  { train, labels }: TrainingRows<Label>,
  settings: LinearSettings,
  classWeight: ClassWeight<Label> | undefined,
  { signal, onProgress }: { signal?: AbortSignal | undefined; onProgress?: OnProgress | undefined },
): Promise<LinearModel<Label>> {
  const slice = new TimeSlice(signal)
  const { targets, sizes } = countTargets(train, labels)
  const classWeights = resolveClassWeights(classWeight, labels, sizes)

  const texts = train.map((row) => row.text)
  const { vectorizer, matrix } = await TfidfVectorizer.fit(texts, settings, slice, (step) => {
    if (step % 256 === 0 || step === texts.length)
      onProgress?.({ phase: 'prepare', step, steps: texts.length })
  })
  const { model, minimum } = await fitLogisticRegression(matrix, targets, labels.length, {
    c: settings.c,
    classWeights,
    gradientTolerance,
    maximumIterations,
    slice,
    onIteration: (step, loss) => onProgress?.({ phase: 'train', step, steps: maximumIterations, loss }),
  })
  const { value: loss, iterations, converged } = minimum
  onProgress?.({ phase: 'train', step: iterations, steps: iterations, loss })
  const rows = Object.fromEntries(labels.map((label, number) => [label, sizes[number]!]))
  return { labels, vectorizer, logistic: model, settings, training: { rows, iterations, converged, loss } }
}
