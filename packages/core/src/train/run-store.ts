import type { Parameters } from '../nn/module'
import { initialSlots } from '../optim/optimizer'
import type { Tensor } from '../tensor/tensor'
import { type CheckpointFolder, checkpointFolder, inOrderOf } from './checkpoint'
import { fingerprintOf } from './fingerprint'
import type { FitOptions } from './fit-options'
import { release } from './release'
import { freshRecord, type RunRecord } from './run-record'
import { copyOf } from './tensor-storage'
import { initialState, type TrainingState } from './training-state'

/** What is returned of a run. */
interface Model {
  readonly parameters: Parameters
  readonly buffers: Parameters
}

/** All that a run is at a moment: its state, its record and its losses, in memory and in the checkpoint folder. */
export class RunStore<Batch> {
  readonly resumedAt: number
  private saved: { readonly step: number; readonly epochs: number; readonly time: number }
  /** The best parameters so far, where there is no folder to keep them. */
  private best: Model | undefined
  private isBestUnsaved = false

  private constructor(
    private readonly options: FitOptions<Batch>,
    private readonly folder: CheckpointFolder | undefined,
    public state: TrainingState,
    readonly record: RunRecord,
    readonly losses: number[],
    /** Newer checkpoints that cannot be read. */
    readonly damaged: readonly string[],
  ) {
    this.resumedAt = state.step
    this.saved = { step: state.step, epochs: record.history.length, time: performance.now() }
  }

  /** Where the checkpoint folder left off, or a fresh start. */
  static async open<Batch>(options: FitOptions<Batch>, steps: number): Promise<RunStore<Batch>> {
    const { checkpoint, optimizer, parameters, buffers = {}, donate = false } = options
    const folder =
      checkpoint &&
      (await checkpointFolder(checkpoint.folder, fingerprintOf(options, steps), checkpoint.keep ?? 2))
    const restored = await folder?.restore()
    if (restored) {
      const wanted = {
        parameters: Object.keys(parameters),
        buffers: Object.keys(buffers),
        optimizer: Object.keys(initialSlots(optimizer, parameters)),
      }
      const state = inOrderOf(wanted, restored.state)
      return new RunStore(
        options,
        folder,
        state,
        restored.record as RunRecord,
        [...restored.losses],
        restored.damaged,
      )
    }
    const own = donate ? parameters : await copies(parameters)
    const ownBuffers = donate ? buffers : await copies(buffers)
    const state = initialState(own, optimizer, ownBuffers)
    return new RunStore(options, folder, state, freshRecord(options.plateau), [], [])
  }

  /** The parameters that are measured and returned. */
  get evaluated(): Parameters {
    return this.options.evaluated?.(this.state) ?? this.state.parameters
  }

  /** Remembers the parameters as they are as the best. */
  async keepBest(): Promise<void> {
    if (this.folder) this.isBestUnsaved = true
    else this.best = { parameters: await copies(this.evaluated), buffers: await copies(this.state.buffers) }
  }

  get isSaveDue(): boolean {
    const { everySeconds = 30, everySteps = Number.POSITIVE_INFINITY } = this.options.checkpoint ?? {}
    return (
      this.folder !== undefined &&
      (this.isBestUnsaved ||
        this.record.ended !== null ||
        this.record.history.length > this.saved.epochs ||
        (performance.now() - this.saved.time) / 1000 >= everySeconds ||
        this.state.step - this.saved.step >= everySteps)
    )
  }

  get hasUnsavedSteps(): boolean {
    return this.folder !== undefined && this.state.step > this.saved.step
  }

  async save(): Promise<void> {
    const { state, losses, record } = this
    await this.folder?.save({ state, losses, record, best: record.selection.best?.step })
    this.isBestUnsaved = false
    this.saved = { step: state.step, epochs: record.history.length, time: performance.now() }
  }

  /** The best parameters where a metric decides, else those of now. */
  async model(): Promise<Model> {
    const { best } = this.record.selection
    const now = { parameters: this.evaluated, buffers: this.state.buffers }
    if (!best || best.step === this.state.step) return now
    if (this.best || !this.folder) return this.best ?? now
    const state = inOrderOf(
      {
        parameters: Object.keys(this.state.parameters),
        buffers: Object.keys(this.state.buffers),
        optimizer: Object.keys(this.state.optimizer),
      },
      await this.folder.stateOf(best.step),
    )
    return { parameters: this.options.evaluated?.(state) ?? state.parameters, buffers: state.buffers }
  }

  /** Gives back the memory of what is not returned; the run is over. */
  releaseAllBut(model: Model): void {
    const kept = new Set([...Object.values(model.parameters), ...Object.values(model.buffers)])
    const { parameters, buffers, optimizer } = this.state
    const all = [parameters, buffers, optimizer].flatMap((tensors) => Object.values(tensors))
    release(all.filter((tensor) => !kept.has(tensor)))
  }
}

async function copies(tensors: Parameters): Promise<Record<string, Tensor>> {
  const copied: Record<string, Tensor> = {}
  for (const [name, tensor] of Object.entries(tensors)) copied[name] = await copyOf(tensor)
  return copied
}
