import { GraftError } from '@graftjs/base'
import { BatchQueue } from './batch-queue'
import { openSource } from './batches'
import { checkFitOptions } from './check-options'
import type { FitOptions, FitResult } from './fit-options'
import { measureOn } from './measure'
import { Run } from './run'
import { RunStore } from './run-store'
import { trainingStep } from './training-step'

/**
 * The one training loop under every SDK: epochs or steps over batches, a schedule, validation, the best parameters,
 * early stopping, callbacks, checkpoints. A run that was killed and resumed gives the same bits as one that was not,
 * and one that has ended returns at once. Where the newest checkpoint is damaged, the run goes on from the one before
 * it and says so in its first progress.
 *
 * Errors: `aborted` when the signal fires (after the last whole step has been saved, where there is a checkpoint
 * folder), `not-finite` naming the operation where the loss or the gradients are no longer numbers, `invalid-option`
 * for an option and for a checkpoint of another run, `invalid-data` where there is no batch, `invalid-file` where none
 * of the checkpoints can be read, `file-access`; those of the batches, `loss`, `validate` and callbacks as they are.
 */
export async function fit<Batch>(options: FitOptions<Batch>): Promise<FitResult> {
  checkFitOptions(options)
  const source = openSource(options.batches)
  const measured = options.validation && openSource(options.validation)
  const { epochs, accumulate = 1 } = options
  const steps = options.steps ?? (epochs ?? 0) * Math.ceil(knownLength(await source.perEpoch()) / accumulate)
  const store = await RunStore.open(options, steps)
  return new Run(options, {
    store,
    queue: new BatchQueue(source, options.signal),
    step: trainingStep(options),
    measure: measured && measureOn(measured, options, options.onProgress),
    steps,
  }).toEnd()
}

/** A schedule needs to know how long a run is. */
function knownLength(perEpoch: number | undefined): number {
  if (perEpoch !== undefined && perEpoch > 0) return perEpoch
  const isUnknown = perEpoch === undefined
  throw new GraftError(isUnknown ? 'invalid-option' : 'invalid-data', {
    what: isUnknown ? 'How many batches an epoch has is not known.' : 'An epoch has no batch.',
    where: 'option batches',
    fix: isUnknown ? 'Say how long to train in steps instead of epochs.' : 'Give at least one.',
  })
}
