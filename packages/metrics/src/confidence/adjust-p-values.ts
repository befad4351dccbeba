import { asRows, type Numbers } from '../input/column'
import { refuse, refuseOption, shown } from '../input/refuse'

export interface AdjustOptions {
  /**
   * What to keep below α. `holm` (default), `bonferroni`, `hochberg`: the probability of any false finding.
   * `benjamini-hochberg`, `benjamini-yekutieli` (under any dependence): the share of false ones among findings.
   */
  readonly method?: 'holm' | 'bonferroni' | 'hochberg' | 'benjamini-hochberg' | 'benjamini-yekutieli'
}

/**
 * Raises p values for having tested many times; compare the results with α as if each were the only test. Equals
 * statsmodels' `multipletests` and SciPy's `false_discovery_control`.
 */
export function adjustPValues(pValues: Numbers, { method = 'holm' }: AdjustOptions = {}): number[] {
  const values = Array.from(asRows(pValues, 'pValues'), (p, at) => {
    if (typeof p === 'number' && p >= 0 && p <= 1) return p
    return refuse({
      what: `pValues[${at}] is ${shown(p)}.`,
      where: `pValues[${at}]`,
      fix: 'Pass numbers from 0 to 1.',
    })
  })
  const tests = values.length
  const ascending = values.map((_, at) => at).sort((a, b) => values[a]! - values[b]!)
  const harmonic = values.reduce((sum, _, at) => sum + 1 / (at + 1), 0)
  const factors: Record<NonNullable<AdjustOptions['method']>, (rank: number) => number> = {
    bonferroni: () => tests,
    holm: (rank) => tests - rank,
    hochberg: (rank) => tests - rank,
    'benjamini-hochberg': (rank) => tests / (rank + 1),
    'benjamini-yekutieli': (rank) => (tests * harmonic) / (rank + 1),
  }
  const factor = factors[method]
  if (factor === undefined) {
    refuseOption(method, 'method', `Pass one of ${Object.keys(factors).join(', ')}.`)
  }
  const adjusted = new Array<number>(tests)
  if (method === 'holm' || method === 'bonferroni') {
    let greatest = 0
    ascending.forEach((at, rank) => {
      greatest =
        method === 'holm' ? Math.max(greatest, factor(rank) * values[at]!) : factor(rank) * values[at]!
      adjusted[at] = Math.min(1, greatest)
    })
    return adjusted
  }
  let least = 1
  for (let rank = tests - 1; rank >= 0; rank--) {
    const at = ascending[rank]!
    least = Math.min(least, factor(rank) * values[at]!)
    adjusted[at] = least
  }
  return adjusted
}
