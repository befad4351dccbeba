import { answerEvaluations, type EvaluationWorker } from '@graftjs/metrics'
import { refuse } from '../input/refuse'
import type { Id } from '../interactions/id-table'
import type { AlgorithmFactory } from '../recommender/algorithm'
import type { OptionsOf, SettingsTable } from '../settings/settings'
import type { Split } from '../splits/split'
import { Validation, type ValidationOptions } from './validation'

/** Threads, or other machines, that judge trials for `tune`. */
export interface TrialWorkers {
  /** Starts one: `() => new Worker(new URL('trial.js', import.meta.url))`, whose program calls `answerTrials`. */
  readonly create: () => EvaluationWorker
  /** How many there may be at the same time. Each holds the log and the models that it fits. */
  readonly workers: number
}

/** A trial as it is sent. */
export interface SentTrial<Options> {
  /** Of the search, which must be the worker's. */
  readonly fingerprint: string
  readonly own: Options
}

/**
 * Makes a worker's program judge the trials that `tune` sends it. It is given what `tune` is given: the same algorithm,
 * split and options, made anew in the worker, which does not judge by others. Pass `workers: 1`, so that the fits of
 * several workers do not crowd the processors.
 *
 * @param port `parentPort` of `node:worker_threads`.
 *
 * @example
 * // trial.js
 * answerTrials(itemKnn, splitByTime(await readInteractions('clicks.csv'), { validation: 0.1 }), { workers: 1 }, parentPort)
 */
export function answerTrials<User extends Id, Item extends Id, Table extends SettingsTable>(
  algorithm: AlgorithmFactory<Table>,
  split: Split<User, Item>,
  options: ValidationOptions<User, Item>,
  port: Parameters<typeof answerEvaluations>[1],
): void {
  const validation = new Validation(algorithm, split, options)
  answerEvaluations<SentTrial<OptionsOf<Table>>>(({ fingerprint, own }) => {
    if (fingerprint !== validation.fingerprint) {
      refuse('invalid-option', {
        what: 'The worker has another algorithm, other events or other options than tune.',
        where: 'answerTrials',
        fix: 'Make the split in both by the same code, and pass the same measure, k and other options.',
      })
    }
    return validation.scoreOf(own)
  }, port)
}
