import { assertOption } from './options'

export interface PlateauOptions {
  /** Whether a smaller or a larger measure is better. Default `smallest`. */
  readonly best?: 'smallest' | 'largest'
  /** What the share is multiplied by. Default 0.1. */
  readonly factor?: number
  /** How many measures in a row may be no better; the next one lowers the rate. Default 10. */
  readonly patience?: number
  /** By how much a measure must be better to count: a share of the best one, or an amount. Default 1e-4. */
  readonly threshold?: number
  /** Default `share`. */
  readonly thresholdIs?: 'share' | 'amount'
  /** How many measures after a fall do not count. Default 0. */
  readonly cooldown?: number
  /** The least share of the peak. Default 0. */
  readonly least?: number
}

/** What a plateau schedule remembers: plain data, to be kept in a checkpoint. */
export interface PlateauState {
  /** Times the learning rate. */
  readonly share: number
  /** Null before the first measure. */
  readonly best: number | null
  /** Measures in a row that were no better. */
  readonly waited: number
  /** Measures that will not count. */
  readonly cooldown: number
}

/** A learning rate that depends on what is measured: a state, and how a measure changes it. */
export interface PlateauSchedule {
  readonly start: PlateauState
  next(state: PlateauState, measure: number): PlateauState
}

/**
 * Lowers the learning rate when a measure, such as the validation loss of an epoch, no longer improves:
 * `torch.optim.lr_scheduler.ReduceLROnPlateau`, with its defaults, in shares of the peak. A measure that is not a
 * number is no better.
 *
 * Errors: `invalid-option`.
 */
export function plateauSchedule({
  best = 'smallest',
  factor = 0.1,
  patience = 10,
  threshold = 1e-4,
  thresholdIs = 'share',
  cooldown = 0,
  least = 0,
}: PlateauOptions = {}): PlateauSchedule {
  assertOption('plateauSchedule', { factor }, 'a share below 1')
  assertOption('plateauSchedule', { patience, threshold, cooldown }, 'not negative')
  assertOption('plateauSchedule', { least }, 'a share')
  const isBetter = (measure: number, earlier: number): boolean => {
    const sign = best === 'smallest' ? -1 : 1
    const wanted = thresholdIs === 'share' ? earlier * (1 + sign * threshold) : earlier + sign * threshold
    return best === 'smallest' ? measure < wanted : measure > wanted
  }
  return {
    start: { share: 1, best: null, waited: 0, cooldown: 0 },
    next(state, measure) {
      const better = state.best === null ? !Number.isNaN(measure) : isBetter(measure, state.best)
      const cooling = state.cooldown > 0
      const waited = better || cooling ? 0 : state.waited + 1
      const kept = { best: better ? measure : state.best, share: state.share }
      if (waited <= patience) return { ...kept, waited, cooldown: Math.max(0, state.cooldown - 1) }
      return { ...kept, share: lowered(state.share, factor, least), waited: 0, cooldown }
    },
  }
}

/** PyTorch leaves a rate alone that would change by 1e-8 or less. */
function lowered(share: number, factor: number, least: number): number {
  const next = Math.max(share * factor, least)
  return share - next > 1e-8 ? next : share
}
