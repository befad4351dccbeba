import { availableParallelism } from 'node:os'
import { GraftError } from '@graftjs/base'
import {
  accuracyOf,
  common,
  type Mnist,
  mnistFolder,
  type RecipeName,
  readMnist,
  recipeNames,
  recipes,
  train,
} from '@graftjs/example-mnist'
import { onnxEngine } from '@graftjs/onnx'
import type { Benchmark, Line, MeasureOptions } from '../benchmark'
import { Peer } from '../peer/peer'
import { mean, type Samples, standardError } from './samples'

const threads = availableParallelism()

interface Bar {
  /** The mean accuracy on the test that is required. */
  readonly required: number
  /** Whether PyTorch trains by the same recipe, and how many standard errors of the difference ours may be below it. */
  readonly peer?: { readonly standardErrors: number }
}

const bars: Readonly<Record<RecipeName, Bar>> = {
  mlp: { required: 0.974, peer: { standardErrors: 2 } },
  cnn: { required: 0.99 },
}

export const qualityCore: Benchmark = {
  about: 'how well the networks of examples/mnist learn: means of seeds on the test, against PyTorch',
  cases: recipeNames,
  venvs: ['pytorch'],
  runs: 3,
  measure,
}

async function* measure({ cases, runs, tell }: MeasureOptions): AsyncGenerator<Omit<Line, 'bench'>> {
  const digits = await readMnist()
  const seeds = Array.from({ length: runs }, (_, index) => index + 1)
  const faults: string[] = []
  for (const name of recipeNames.filter((recipe) => cases.has(recipe))) {
    const { required, peer } = bars[name]
    const ours = await trainOurs(name, digits, seeds, tell)
    if (mean(ours) < required) faults.push(`${name} reaches ${mean(ours)}, not ${required}`)
    yield lineOf(name, 'required', ours, [required])
    if (!peer) continue
    const theirs = await trainTheirs(name, seeds, tell)
    const apart = (mean(ours) - mean(theirs)) / standardError(ours, theirs)
    tell(`${name}: ${apart.toFixed(2)} standard errors ${apart < 0 ? 'below' : 'above'} PyTorch`)
    if (apart < -peer.standardErrors) faults.push(`${name} is ${-apart} standard errors below PyTorch`)
    yield lineOf(name, 'pytorch', ours, theirs)
  }
  if (faults.length === 0) return
  throw new GraftError('invalid-data', {
    what: `${faults.join('; ')}.`,
    where: 'quality-core',
    fix: 'Find what has changed in how networks begin, or in layers, losses, optimizers or fit.',
  })
}

async function trainOurs(
  name: RecipeName,
  { train: digits, test }: Mnist,
  seeds: readonly number[],
  tell: MeasureOptions['tell'],
): Promise<Samples> {
  const engine = await onnxEngine({ threads })
  const accuracies: number[] = []
  for (const seed of seeds) {
    const { network, seconds } = await train(recipes[name], digits, { engine, seed })
    const accuracy = await accuracyOf(network, test, engine)
    tell(`${name}, graft, seed ${seed}: ${accuracy} in ${seconds.toFixed(0)} s`)
    accuracies.push(accuracy)
  }
  await engine.close()
  return accuracies
}

async function trainTheirs(
  name: RecipeName,
  seeds: readonly number[],
  tell: MeasureOptions['tell'],
): Promise<Samples> {
  const { epochs, learningRate } = recipes[name]
  const setup = { ...common, epochs, learningRate, folder: mnistFolder }
  // Matrices as small as these gain little from a second thread, and lose much where another program has the core.
  const peer = await Peer.start({ venv: 'pytorch', script: 'mnist.py', setup, threads: 1 })
  const accuracies: number[] = []
  try {
    for (const seed of seeds) {
      const { accuracy, seconds } = await peer.answer(name, seed)
      tell(`${name}, pytorch, seed ${seed}: ${accuracy} in ${Number(seconds).toFixed(0)} s`)
      accuracies.push(Number(accuracy))
    }
  } finally {
    peer.close()
  }
  return accuracies
}

/** Means of both sides in per cent; the spread is the standard error of their difference ÷ ours. */
function lineOf(name: string, peer: string, ours: Samples, theirs: Samples): Omit<Line, 'bench'> {
  const [a, b] = [mean(ours), mean(theirs)]
  return {
    case: name,
    peer,
    ours: 100 * a,
    theirs: 100 * b,
    unit: '% right',
    ratio: a / b,
    runs: ours.length,
    spread: standardError(ours, theirs) / a,
  }
}
