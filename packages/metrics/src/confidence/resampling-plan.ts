import { refuse } from '../input/refuse'
import type { Draws } from '../random/draws'
import type { Grouping } from '../selection/grouping'

/** How resamples of rows are drawn. The arrays that it gives are overwritten by the next call. */
export interface ResamplingPlan {
  /** How many things are drawn: rows, or groups. */
  readonly units: number
  /** The stratum of each unit, where they are drawn apart. */
  readonly strata?: Grouping
  everything(): Int32Array
  draw(draws: Draws): Int32Array
  /** All rows but those of one unit. */
  without(unit: number): Int32Array
}

/** Rows, each independent of the others. */
export function rowPlan(rows: number): ResamplingPlan {
  const chosen = new Int32Array(rows)
  return {
    units: rows,
    everything() {
      for (let row = 0; row < rows; row++) chosen[row] = row
      return chosen
    },
    draw(draws) {
      for (let at = 0; at < rows; at++) chosen[at] = draws.below(rows)
      return chosen
    },
    without(unit) {
      for (let at = 0; at < rows - 1; at++) chosen[at] = at < unit ? at : at + 1
      return chosen.subarray(0, rows - 1)
    },
  }
}

/** Rows within strata, each of which keeps its size. */
export function stratumPlan(strata: Grouping): ResamplingPlan {
  const plain = rowPlan(strata.groupOf.length)
  const members = membersOf(strata)
  const chosen = new Int32Array(strata.groupOf.length)
  return {
    ...plain,
    strata,
    draw(draws) {
      let at = 0
      for (const own of members) {
        for (let drawn = 0; drawn < own.length; drawn++) chosen[at++] = own[draws.below(own.length)]!
      }
      return chosen
    },
  }
}

/** Whole groups of rows. */
export function groupPlan(groups: Grouping): ResamplingPlan {
  const members = membersOf(groups)
  const units = members.length
  if (units < 2) {
    refuse({
      what: 'All rows are of one group.',
      where: 'groups',
      fix: 'Resample rows instead, or pass at least two groups.',
    })
  }
  let buffer = new Int32Array(groups.groupOf.length)
  const gather = (count: number, unitAt: (at: number) => number) => {
    let rows = 0
    for (let at = 0; at < count; at++) {
      const own = members[unitAt(at)]!
      if (rows + own.length > buffer.length) {
        const larger = new Int32Array(2 * (rows + own.length))
        larger.set(buffer)
        buffer = larger
      }
      buffer.set(own, rows)
      rows += own.length
    }
    return buffer.subarray(0, rows)
  }
  return {
    units,
    everything: () => gather(units, (at) => at),
    draw: (draws) => gather(units, () => draws.below(units)),
    without: (unit) => gather(units - 1, (at) => (at < unit ? at : at + 1)),
  }
}

function membersOf({ groupOf, sizes }: Grouping): Int32Array[] {
  const members = Array.from(sizes, (size) => new Int32Array(size))
  const filled = new Int32Array(sizes.length)
  groupOf.forEach((group, row) => {
    members[group]![filled[group]!++] = row
  })
  return members
}
