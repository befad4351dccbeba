import type { PlateauSchedule, PlateauState } from '../optim/plateau'
import { firstPlace, type Place } from './batches'
import type { Outcome } from './callback'
import { nothingSelected, type Selection } from './select-best'

/** What was seen of one epoch. */
export interface EpochRecord {
  /** Counted from 1. */
  readonly epoch: number
  /** Steps taken when it ended. */
  readonly step: number
  /** The mean training loss of its steps. */
  readonly loss: number
  /** The means of what the loss told besides, where it told something. */
  readonly metrics?: Readonly<Record<string, number>>
  /** What was measured at its end. */
  readonly validation?: Readonly<Record<string, number>>
}

/** What was measured after a step. */
export interface ValidationRecord {
  /** Steps taken. */
  readonly step: number
  /** The epoch that it lies in, counted from 1. */
  readonly epoch: number
  readonly measured: Readonly<Record<string, number>>
}

/** What is to be done before the next step is taken. */
type Due = 'validation' | 'epoch'

/** All of a run that is not tensors: plain data, kept in a checkpoint beside the state. */
export interface RunRecord {
  place: Place
  due: Due[]
  readonly history: EpochRecord[]
  readonly validations: ValidationRecord[]
  selection: Selection
  plateau: PlateauState | null
  /** Sums over the steps of the epoch that is under way. */
  epochSums: EpochSums
  /** How the run ends once nothing is due any more. */
  ending: Ending | null
  ended: Ending | null
}

/** How a run ends that comes to its end. */
export type Ending = Extract<Outcome, 'finished' | 'stopped-early' | 'stopped-by-callback'>

interface EpochSums {
  readonly steps: number
  readonly loss: number
  readonly metrics: Readonly<Record<string, number>>
}

const noSteps: EpochSums = { steps: 0, loss: 0, metrics: {} }

export const freshRecord = (plateau: PlateauSchedule | undefined): RunRecord => ({
  place: firstPlace,
  due: [],
  history: [],
  validations: [],
  selection: nothingSelected,
  plateau: plateau?.start ?? null,
  epochSums: noSteps,
  ending: null,
  ended: null,
})

/** Adds a step to the epoch that is under way. */
export function countStep(
  record: RunRecord,
  { loss, metrics }: { readonly loss: number; readonly metrics: Readonly<Record<string, number>> },
): void {
  const { epochSums: sums } = record
  record.epochSums = {
    steps: sums.steps + 1,
    loss: sums.loss + loss,
    metrics: Object.fromEntries(
      Object.entries(metrics).map(([name, value]) => [name, (sums.metrics[name] ?? 0) + value]),
    ),
  }
}

/** Takes no further step; an epoch that is under way ends here. */
export function endSoon(record: RunRecord, ending: Ending): void {
  record.ending ??= ending
  if (record.epochSums.steps > 0 && !record.due.includes('epoch')) record.due.push('epoch')
}

/** Ends the epoch that is under way: its record, with what was measured after this step, if anything. */
export function endEpoch(record: RunRecord, step: number): EpochRecord {
  const { steps, loss, metrics } = record.epochSums
  const measured = record.validations.at(-1)
  const ended: EpochRecord = {
    epoch: record.history.length + 1,
    step,
    loss: loss / steps,
    ...(Object.keys(metrics).length > 0
      ? { metrics: Object.fromEntries(Object.entries(metrics).map(([name, sum]) => [name, sum / steps])) }
      : {}),
    ...(measured?.step === step ? { validation: measured.measured } : {}),
  }
  record.history.push(ended)
  record.epochSums = noSteps
  record.place = { epoch: record.history.length, index: 0 }
  return ended
}
