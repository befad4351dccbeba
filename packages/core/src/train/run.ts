import { GraftError } from '@graftjs/base'
import { constantSchedule, linearSchedule, type Schedule } from '../optim/schedule'
import type { BatchQueue } from './batch-queue'
import type { Place, Taken } from './batches'
import { Callbacks, type Outcome } from './callback'
import type { FitOptions, FitResult } from './fit-options'
import type { Measure } from './measure'
import { countStep, type Ending, endEpoch, endSoon } from './run-record'
import type { RunStore } from './run-store'
import { decidingValue, isOver, select } from './select-best'
import { ProgressTeller } from './tell-progress'
import type { StepResult, TrainingStep } from './training-step'

export interface RunParts<Batch> {
  readonly store: RunStore<Batch>
  readonly queue: BatchQueue<Batch>
  readonly step: TrainingStep<Batch>
  readonly measure: Measure | undefined
  /** Steps of the whole run. */
  readonly steps: number
}

/**
 * One training run. It goes in turns: a step, or what is due after one (a validation, the end of an epoch). The record
 * changes when a turn is over, so that a run which was stopped in the middle of one resumes with it.
 */
export class Run<Batch> {
  private readonly callbacks: Callbacks
  private readonly progress: ProgressTeller
  private readonly schedule: Schedule
  private waitedMilliseconds = 0

  constructor(
    private readonly options: FitOptions<Batch>,
    private readonly parts: RunParts<Batch>,
  ) {
    this.callbacks = new Callbacks(options.callbacks ?? [])
    this.progress = new ProgressTeller(options.onProgress, parts.steps, options.epochs)
    this.schedule = options.schedule ?? (options.plateau ? constantSchedule() : linearSchedule())
  }

  async toEnd(): Promise<FitResult> {
    const { store, steps } = this.parts
    const { signal, checkpoint } = this.options
    const started = performance.now()
    try {
      this.progress.damage(store.damaged, store.resumedAt)
      await this.callbacks.start({ step: store.state.step, steps })
      const outcome = await this.turns()
      const result = await this.result(outcome, started)
      await this.end(outcome)
      return result
    } catch (error) {
      if (signal?.aborted && store.hasUnsavedSteps) await this.save()
      // What a callback throws now would hide what went wrong first.
      await this.end(signal?.aborted ? 'aborted' : 'failed').catch(() => undefined)
      throw signal?.aborted ? aborted(store.state.step, steps, checkpoint?.folder, error) : error
    }
  }

  private async turns(): Promise<Ending> {
    const { store } = this.parts
    const { record } = store
    while (!record.ended) {
      this.options.signal?.throwIfAborted()
      await (record.due.length > 0 ? this.settle() : this.takeStep())
      if (record.due.length === 0) record.ended = record.ending
      if (store.isSaveDue) await this.save()
    }
    return record.ended
  }

  private async takeStep(): Promise<void> {
    const { store, steps } = this.parts
    const { record } = store
    const first = await this.nextBatch(record.place)
    if (!first) {
      if (record.place.index === 0) throw noBatches(record.place.epoch)
      record.due = this.validatesAfterEpochs ? ['validation', 'epoch'] : ['epoch']
      return
    }
    const learningRate = this.learningRate
    const taken = [first]
    const result = await this.stepOver(taken, learningRate)
    store.state = result.state
    store.losses.push(result.loss)
    record.place = taken.at(-1)!.place
    countStep(record, result)
    const { step } = result.state
    const { loss } = result
    const epoch = record.place.epoch + 1
    this.progress.step({ step, epoch, loss, learningRate, batches: taken.map(({ batch }) => batch) })
    await this.callbacks.step({
      step,
      steps,
      epoch,
      loss,
      metrics: result.metrics,
      learningRate,
      ...(result.gradientNorm === undefined ? {} : { gradientNorm: result.gradientNorm }),
    })
    this.setDue()
  }

  private get learningRate(): number {
    const { store, steps } = this.parts
    const share = this.schedule(store.state.step, steps) * (store.record.plateau?.share ?? 1)
    return this.options.learningRate * share
  }

  /** One step, over as many batches as make one; those that it takes are added to `taken`. */
  private stepOver(taken: Taken<Batch>[], learningRate: number): Promise<StepResult> {
    const { store, step } = this.parts
    const { accumulate = 1, key, signal } = this.options
    const options = { key: key.fold(store.state.step), learningRate, signal }
    if (accumulate === 1) return step(store.state, taken[0]!.batch, options)
    const nextBatch = (place: Place) => this.nextBatch(place)
    const batches = async function* () {
      yield taken[0]!.batch
      while (taken.length < accumulate) {
        const next = await nextBatch(taken.at(-1)!.place)
        if (!next) return
        taken.push(next)
        yield next.batch
      }
    }
    return step.over(store.state, batches(), options)
  }

  private async nextBatch(place: Place): Promise<Taken<Batch> | undefined> {
    const asked = performance.now()
    const taken = await this.parts.queue.next(place)
    this.waitedMilliseconds += performance.now() - asked
    return taken
  }

  private setDue(): void {
    const { store, steps } = this.parts
    const { state, record } = store
    const { validateEvery } = this.options
    const isLast = state.step >= steps
    if (this.validates && (isLast || (validateEvery !== undefined && state.step % validateEvery === 0)))
      record.due.push('validation')
    if (isLast) endSoon(record, 'finished')
    this.heedCallbacks()
  }

  private async settle(): Promise<void> {
    const { record } = this.parts.store
    for (const due of [...record.due]) {
      await (due === 'validation' ? this.validate() : this.endEpoch())
      record.due = record.due.filter((other) => other !== due)
    }
    this.progress.pause()
    this.heedCallbacks()
  }

  private async validate(): Promise<void> {
    const { store, measure } = this.parts
    const { record, state } = store
    const { signal, metric, plateau, earlyStopping } = this.options
    const { step } = state
    if (record.validations.at(-1)?.step === step) return
    const named = { ...state.buffers, ...store.evaluated }
    const measured = {
      ...(await measure?.(named, signal)),
      ...(await this.options.validate?.(named, signal)),
    }
    let isBest = false
    if (metric) {
      const value = decidingValue(metric, measured)
      const selection = select(record.selection, { step, value }, metric, earlyStopping)
      isBest = selection.best?.step === step
      if (isBest) await store.keepBest()
      record.selection = selection
      if (plateau && record.plateau) record.plateau = plateau.next(record.plateau, value)
      if (earlyStopping && isOver(selection, earlyStopping)) endSoon(record, 'stopped-early')
    }
    const validation = { step, epoch: record.place.epoch + 1, measured }
    record.validations.push(validation)
    await this.callbacks.validation({ ...validation, isBest, history: record.validations })
  }

  private async endEpoch(): Promise<void> {
    const { store } = this.parts
    const { record, state } = store
    const ended = endEpoch(record, state.step)
    if (record.history.length >= (this.options.epochs ?? Number.POSITIVE_INFINITY))
      endSoon(record, 'finished')
    await this.callbacks.epoch({ ...ended, history: record.history })
  }

  private heedCallbacks(): void {
    if (this.callbacks.stopped) endSoon(this.parts.store.record, 'stopped-by-callback')
  }

  private get validates(): boolean {
    return this.parts.measure !== undefined || this.options.validate !== undefined
  }

  private get validatesAfterEpochs(): boolean {
    return this.validates && this.options.validateEvery === undefined
  }

  private async save(): Promise<void> {
    const { store } = this.parts
    await this.callbacks.checkpoint({ step: store.state.step })
    await store.save()
    this.progress.pause()
  }

  private async result(outcome: Ending, started: number): Promise<FitResult> {
    const { store } = this.parts
    const { record, losses, resumedAt, state } = store
    const { best } = record.selection
    const model = await store.model()
    store.releaseAllBut(model)
    return {
      ...model,
      steps: state.step,
      losses,
      history: record.history,
      validations: record.validations,
      ...(best ? { best } : {}),
      outcome,
      seconds: (performance.now() - started) / 1000,
      waitSeconds: this.waitedMilliseconds / 1000,
      resumedAt,
    }
  }

  private async end(outcome: Outcome): Promise<void> {
    const { store, queue, step, measure } = this.parts
    await Promise.all([queue.close(), step.dispose(), measure?.dispose()])
    await this.callbacks.end({ step: store.state.step, outcome })
  }
}

const noBatches = (epoch: number): GraftError =>
  new GraftError('invalid-data', {
    what: `Epoch ${epoch + 1} has no batch.`,
    where: 'option batches',
    fix: 'Give at least one; a function must make the batches of every epoch anew.',
  })

function aborted(step: number, steps: number, folder: string | undefined, cause: unknown): GraftError {
  const kept = folder ? `The state after step ${step} is in ${folder}.` : ''
  return new GraftError('aborted', {
    what: `Training was aborted after step ${step} of ${steps}.${kept && ` ${kept}`}`,
    fix: folder
      ? 'Call it again with the same checkpoint folder to go on.'
      : 'Pass a checkpoint folder to be able to go on.',
    cause,
    details: { step, steps },
  })
}
