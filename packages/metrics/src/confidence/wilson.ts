import { asOpenShare } from '../input/column'
import { refuse, shown } from '../input/refuse'
import { normalQuantile } from '../numeric/normal'
import type { Interval } from './estimate'

/**
 * The interval of a proportion, such as an accuracy: Wilson's score interval (1927), good from a few trials on
 * and at 0 and 1. Without trials it is 0 to 1. Equals SciPy's `binomtest(…).proportion_ci(method="wilson")`.
 *
 * @param successes how many trials succeeded; fractions are allowed, for weighted rows.
 * @param level the probability of coverage; 0.95 by default.
 */
export function wilsonInterval(
  successes: number,
  trials: number,
  { level = 0.95 }: { readonly level?: number } = {},
): Interval {
  asOpenShare(level, 'level')
  if (!(trials >= 0 && trials < Infinity)) {
    refuse({
      what: `trials is ${shown(trials)}.`,
      where: 'trials',
      fix: 'Pass a finite number of 0 or more.',
    })
  }
  if (!(successes >= 0 && successes <= trials)) {
    refuse({
      what: `successes is ${shown(successes)} of ${trials} trials.`,
      where: 'successes',
      fix: 'Pass a number between 0 and trials.',
    })
  }
  if (trials === 0) return { lower: 0, upper: 1, level }
  const z = normalQuantile((1 + level) / 2)
  const share = successes / trials
  const scale = 1 + (z * z) / trials
  const centre = (share + (z * z) / (2 * trials)) / scale
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials))
  return {
    lower: successes === 0 ? 0 : Math.max(0, centre - half),
    upper: successes === trials ? 1 : Math.min(1, centre + half),
    level,
  }
}
