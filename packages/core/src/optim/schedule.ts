import { GraftError } from '@graftjs/base'
import { assertOption } from './options'

/**
 * The learning rate of a step, as a share of the peak: step 0 … `steps` − 1. A pure function of the step, so that a
 * resumed run goes on with the same one. A schedule of one's own is such a function.
 */
export type Schedule = (step: number, steps: number) => number

export interface WarmupOptions {
  /** The share of the steps in which the rate rises to the peak in a straight line, before the schedule proper. */
  readonly warmup?: number
}

export interface DecayOptions extends WarmupOptions {
  /** The share of the peak at which it ends. Default 0. */
  readonly end?: number
}

/** The peak throughout. */
export const constantSchedule = (): Schedule => () => 1

/** Rises for the first `warmup` share of the steps (default 0.1), then falls to `end` in a straight line. */
export const linearSchedule = ({ warmup = 0.1, end = 0 }: DecayOptions = {}): Schedule =>
  polynomialSchedule({ warmup, end, power: 1 })

/** Falls as the power of what remains: end + (1 − end) · remaining^`power`. Warm-up default 0, power 1. */
export function polynomialSchedule({
  warmup = 0,
  end = 0,
  power = 1,
}: DecayOptions & { readonly power?: number } = {}): Schedule {
  assertOption('a schedule', { end }, 'a share')
  assertOption('a schedule', { power }, 'positive')
  return warmedUp(warmup, (step, steps) => end + (1 - end) * remaining(step, steps) ** power)
}

/**
 * Falls along half a cosine (Loshchilov and Hutter, arXiv:1608.03983). With `cycles` it starts again from the peak that
 * many times in all, each cycle `growth` times as long as the one before. Warm-up default 0, one cycle, growth 1.
 */
export function cosineSchedule({
  warmup = 0,
  end = 0,
  cycles = 1,
  growth = 1,
}: DecayOptions & { readonly cycles?: number; readonly growth?: number } = {}): Schedule {
  assertOption('cosineSchedule', { end }, 'a share')
  assertOption('cosineSchedule', { cycles }, 'a positive whole number')
  assertOption('cosineSchedule', { growth }, 'positive')
  const units = Array.from({ length: cycles }, (_, cycle) => growth ** cycle)
  const unitsInAll = units.reduce((total, unit) => total + unit, 0)
  return warmedUp(warmup, (step, steps) => {
    let done = Math.min(step, steps)
    for (const [cycle, unit] of units.entries()) {
      const length = (steps * unit) / unitsInAll
      if (done < length || cycle === cycles - 1)
        return cosine(1, end, length === 0 ? 1 : Math.min(1, done / length))
      done -= length
    }
    return end
  })
}

export interface OneCycleOptions {
  /** The share of the steps in which the rate rises. Default 0.3. */
  readonly rise?: number
  /** Default `cosine`. */
  readonly shape?: 'cosine' | 'linear'
  /** It starts at the peak divided by this. Default 25. */
  readonly startDivisor?: number
  /** It ends at the start divided by this. Default 1e4. */
  readonly endDivisor?: number
  /** Falls back to the start in as many steps as it rose, and to the end in the others. Default false. */
  readonly threePhases?: boolean
}

/** Rises to the peak and falls far below where it started (Smith and Topin, arXiv:1708.07120). Momentum stays. */
export function oneCycleSchedule({
  rise = 0.3,
  shape = 'cosine',
  startDivisor = 25,
  endDivisor = 1e4,
  threePhases = false,
}: OneCycleOptions = {}): Schedule {
  assertOption('oneCycleSchedule', threePhases ? { 'twice rise': 2 * rise } : { rise }, 'a share')
  assertOption('oneCycleSchedule', { startDivisor, endDivisor }, 'positive')
  const anneal = { cosine, linear }[shape]
  const start = 1 / startDivisor
  const end = start / endDivisor
  return (step, steps) => {
    const top = rise * steps - 1
    const phases = threePhases
      ? [
          { until: top, from: start, to: 1 },
          { until: 2 * top, from: 1, to: start },
          { until: steps - 1, from: start, to: end },
        ]
      : [
          { until: top, from: start, to: 1 },
          { until: steps - 1, from: 1, to: end },
        ]
    const index = phases.findIndex(({ until }) => step <= until)
    if (index < 0) return end
    const { until, from, to } = phases[index]!
    const since = index === 0 ? 0 : phases[index - 1]!.until
    return anneal(from, to, until === since ? 1 : (step - since) / (until - since))
  }
}

export interface StepScheduleOptions extends WarmupOptions {
  /** Every this many steps … */
  readonly every?: number
  /** … or at these steps … */
  readonly at?: readonly number[]
  /** … the rate is multiplied by this. Default 0.1. */
  readonly factor?: number
}

/** Falls in stairs: every so many steps, or at given ones (counted from the end of the warm-up, default 0). */
export function stepSchedule({ every, at, factor = 0.1, warmup = 0 }: StepScheduleOptions): Schedule {
  assertOption('stepSchedule', { factor }, 'positive')
  if (every !== undefined) assertOption('stepSchedule', { every }, 'a positive whole number')
  if ((every === undefined) === (at === undefined)) throw neitherOrBoth()
  return warmedUp(warmup, (step) => {
    const stairs = at ? at.filter((one) => one <= step).length : Math.floor(step / every!)
    return factor ** stairs
  })
}

/** Multiplied by `factor` every `every` steps (default 1), smoothly in between. Warm-up default 0. */
export function exponentialSchedule({
  factor,
  every = 1,
  warmup = 0,
}: WarmupOptions & { readonly factor: number; readonly every?: number }): Schedule {
  assertOption('exponentialSchedule', { factor, every }, 'positive')
  return warmedUp(warmup, (step) => factor ** (step / every))
}

function warmedUp(warmup: number, after: Schedule): Schedule {
  assertOption('a schedule', { warmup }, 'a share')
  return (step, steps) => {
    const rising = Math.round(warmup * steps)
    return step < rising ? (step + 1) / (rising + 1) : after(step - rising, steps - rising)
  }
}

const remaining = (step: number, steps: number): number => Math.max(0, (steps - step) / Math.max(1, steps))

const cosine = (from: number, to: number, done: number): number =>
  to + ((from - to) / 2) * (Math.cos(Math.PI * done) + 1)

const linear = (from: number, to: number, done: number): number => (to - from) * done + from

const neitherOrBoth = (): GraftError =>
  new GraftError('invalid-option', {
    what: 'stepSchedule: either `every` or `at` says when the learning rate falls.',
    fix: 'Pass { every: 1000 } or { at: [1000, 1500] }.',
  })
