import { GraftError } from '@graftjs/base'
import type { FitOptions } from './fit-options'

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
  for (const [name, { source }] of Object.entries({ ...options.parameters, ...options.buffers })) {
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

const invalid = (option: string, is: string, fix: string): GraftError =>
  new GraftError('invalid-option', { what: `${option} is ${is}.`, where: `option ${option}`, fix })
