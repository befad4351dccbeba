import type { OnProgress } from '@graftjs/base'
import {
  type FeatureMatrix,
  fitLinearProbe,
  headOf,
  type LinearProbe,
  selectTargets,
  type Targets,
  TimeSlice,
} from '@graftjs/classifier'
import { type Engine, fromTypedArray, parametersOf, withParameters } from '@graftjs/core'
import { holdOut } from '@graftjs/metrics'
import type { Architecture, PictureClassifier } from '../architectures/architecture'
import type { PictureStore } from './picture-store'
import { defaultBatchSize, type Predictor } from './predictor'

interface Watched {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: OnProgress | undefined
}

/** Strengths of the penalty that a probe tries, weakest last. */
const strengths = [1, 10, 100, 1000] as const

/** Pictures on which a head is fitted that fine-tuning goes on from: more would move it less than the first steps do. */
const enoughToStart = 4000

/** What a head is fitted on before all layers are trained: some of very many rows, every label in proportion. */
export function rowsToStart(
  rows: readonly number[],
  targets: Targets,
  seed: number,
): { readonly rows: readonly number[]; readonly targets: Targets } {
  if (rows.length <= enoughToStart) return { rows, targets }
  const strata = targets.kind === 'one' ? { stratify: Array.from(targets.of) } : {}
  const { test } = holdOut(rows.length, { test: enoughToStart, seed, singletons: 'train', ...strata })
  return {
    rows: Array.from(test, (place) => rows[place]!),
    targets: selectTargets(targets, test, rows.length),
  }
}

/** How a linear head came about. */
export interface ProbeRecord {
  /** Inverse strength of the penalty, the best of those tried. */
  readonly c: number
  /** The mean loss with each on pictures that were set aside. */
  readonly tried: readonly { readonly c: number; readonly loss: number }[]
  readonly iterations: number
  /** Time spent on features, and on the fits, in seconds. */
  readonly featureSeconds: number
  readonly fitSeconds: number
}

/** The features of pictures in a store, one row each. */
async function featuresOfPictures(
  predictor: Pick<Predictor<unknown>, 'see'>,
  store: PictureStore,
  rows: readonly number[],
  { signal, onProgress }: Watched,
): Promise<FeatureMatrix> {
  let data = new Float32Array()
  let columns = 0
  let done = 0
  const open = (index: number) => store.at(rows[index]!)
  for await (const { features } of predictor.see(rows.length, open, {
    batchSize: defaultBatchSize,
    signal,
  })) {
    columns = features.columns
    if (done === 0) data = new Float32Array(rows.length * columns)
    data.set(features.data, done * columns)
    done += features.rows
    onProgress?.({ phase: 'prepare', step: done, steps: rows.length, message: 'features' })
  }
  return { data, rows: rows.length, columns }
}

/** The model with a linear head that was fitted on its features: it is also where fine-tuning starts (arXiv:2202.10054). */
export async function withProbedHead(
  {
    module,
    architecture,
    predictor,
    store,
    rows,
    targets,
    classWeights,
    engine,
    seed,
  }: {
    readonly module: PictureClassifier
    readonly architecture: Architecture
    readonly predictor: Pick<Predictor<unknown>, 'see'>
    readonly store: PictureStore
    /** The rows of the store to learn from, and what each is. */
    readonly rows: readonly number[]
    readonly targets: Targets
    /** One for each label. */
    readonly classWeights: Float64Array
    readonly engine: Engine
    readonly seed: number
  },
  watched: Watched,
): Promise<{ readonly module: PictureClassifier; readonly record: ProbeRecord }> {
  const started = performance.now()
  const features = await featuresOfPictures(predictor, store, rows, watched)
  const extracted = performance.now()
  const probe = await fitLinearProbe(features, targets, classWeights.length, {
    engine,
    c: strengths,
    classWeights,
    seed,
    slice: new TimeSlice(watched.signal),
    onStep: (step, loss) =>
      watched.onProgress?.({ phase: 'prepare', step, steps: step, loss, message: 'linear head' }),
  })
  const record = {
    c: probe.c,
    tried: probe.tried,
    iterations: probe.iterations,
    featureSeconds: (extracted - started) / 1000,
    fitSeconds: (performance.now() - extracted) / 1000,
  }
  return { module: withHead(module, architecture, probe), record }
}

function withHead(
  module: PictureClassifier,
  { head, features }: Architecture,
  { model }: LinearProbe,
): PictureClassifier {
  const { weight, bias } = headOf(model)
  const paths = Object.keys(parametersOf(module)).filter((path) => head.test(path))
  const weightPath = paths.find((path) => path.endsWith('weight'))
  const biasPath = paths.find((path) => path.endsWith('bias'))
  if (paths.length !== 2 || !weightPath || !biasPath) throw new TypeError(`the head has ${paths.join(', ')}`)
  return withParameters(module, {
    [weightPath]: fromTypedArray(weight, [bias.length, features]),
    [biasPath]: fromTypedArray(bias, [bias.length]),
  })
}
