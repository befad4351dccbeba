import { GraftError } from '@graftjs/base'
import { describeValue } from '../tensor/describe-value'
import { formatShape } from '../tensor/shape'
import { isTensor } from '../tensor/tensor'
import { isKey } from '../transform/key'
import { leavesOf } from '../transform/tree'
import type { FitOptions } from './fit-options'
import type { TrainingState } from './training-state'
import type { StepOptions } from './training-step'

/** What is wrong with the options themselves is said before anything is read or computed. */
export function checkFitOptions<Batch>(options: FitOptions<Batch>): void {
  const { epochs, steps, metric, validation, validate, checkpoint } = options
  if ((epochs === undefined) === (steps === undefined)) {
    throw invalid(
      'epochs',
      epochs === undefined ? 'missing, and so is steps' : 'given, and so is steps',
      'Give one of the two.',
    )
  }
  const whole: Readonly<Record<string, unknown>> = {
    epochs,
    steps,
    accumulate: options.accumulate,
    validateEvery: options.validateEvery,
    'checkpoint.keep': checkpoint?.keep,
    'checkpoint.everySteps': checkpoint?.everySteps,
  }
  for (const [name, value] of Object.entries(whole)) {
    if (value === undefined || (Number.isSafeInteger(value) && Number(value) > 0)) continue
    throw invalid(name, String(value), 'Give a whole number above 0.')
  }
  const { learningRate, earlyStopping } = options
  if (!(Number.isFinite(learningRate) && learningRate >= 0)) {
    throw invalid('learningRate', String(learningRate), 'Give a number of 0 or more, such as 1e-3.')
  }
  if (earlyStopping && !(earlyStopping.patience >= 0 && (earlyStopping.minimumChange ?? 0) >= 0)) {
    throw invalid('earlyStopping', JSON.stringify(earlyStopping), 'Give numbers of 0 or more.')
  }
  if (metric && !validation && !validate) {
    throw invalid('metric', `"${metric.name}", but nothing is measured`, 'Give validation or validate, too.')
  }
  if (metric && metric.best !== 'smallest' && metric.best !== 'largest') {
    throw invalid('metric.best', String(metric.best), "Give 'smallest' or 'largest'.")
  }
  for (const name of ['earlyStopping', 'plateau'] as const) {
    if (options[name] && !metric) {
      throw invalid(
        name,
        'given without a metric that decides',
        "Give metric: { name: 'loss', best: 'smallest' }.",
      )
    }
  }
  if (!isKey(options.key)) throw notAKey(options.key)
  for (const [name, tensor] of Object.entries({ ...options.parameters, ...options.buffers })) {
    if (!isTensor(tensor)) {
      throw invalid(
        'parameters',
        `no record of tensors: "${name}" is ${describeValue(tensor)}`,
        'Give those of a module by their paths: parametersOf(module).',
      )
    }
    const { source } = tensor
    if (source.kind !== 'placeholder') continue
    throw new GraftError('invalid-option', {
      what: `The parameter or buffer "${name}" has no value yet.`,
      where: 'option parameters',
      fix: 'Draw one first: parametersOf(initialize(module, key)), or load them.',
    })
  }
  if (Object.keys(options.parameters).length === 0) {
    throw invalid('parameters', 'empty', 'Give parametersOf(module); thaw some of them if all are frozen.')
  }
}

/** A batch of no rows has no mean loss. */
export function checkBatch(batch: unknown): void {
  const rows = leavesOf(batch).find(({ leaf }) => isTensor(leaf) && leaf.rank > 0)
  if (!rows || !isTensor(rows.leaf) || rows.leaf.shape[0] !== 0) return
  throw new GraftError('invalid-data', {
    what: 'The batch is empty.',
    where: `"${rows.path}" ${formatShape(rows.leaf.shape)}`,
    fix: 'Give batches of at least one row; leave out those from which a filter took all.',
  })
}

/** What is wrong with a step is said before its gradients are computed. */
export function checkStep(state: TrainingState, { learningRate, key }: StepOptions): void {
  const parts: Readonly<Record<string, unknown>> = { ...state }
  for (const part of ['parameters', 'buffers', 'optimizer']) {
    if (typeof parts[part] === 'object' && parts[part] !== null) continue
    throw new GraftError('invalid-data', {
      what: `The state of the step is ${describeValue(state)} without "${part}".`,
      where: 'trainingStep, state',
      fix: 'Begin with initialState(parameters, optimizer), and go on with the state that a step returned.',
    })
  }
  if (!(Number.isFinite(learningRate) && learningRate >= 0)) {
    throw new GraftError('invalid-option', {
      what: `learningRate is ${String(learningRate)}.`,
      where: 'trainingStep, option learningRate',
      fix: 'Give a number of 0 or more, such as { learningRate: 1e-3 }.',
    })
  }
  if (key !== undefined && !isKey(key)) throw notAKey(key)
}

const notAKey = (key: unknown): GraftError =>
  invalid(
    'key',
    describeValue(key),
    `Make one of a seed: RandomKey.from(${Number.isSafeInteger(key) ? String(key) : '1'}), from '@graftjs/base'.`,
  )

const invalid = (option: string, is: string, fix: string): GraftError =>
  new GraftError('invalid-option', { what: `${option} is ${is}.`, where: `option ${option}`, fix })
