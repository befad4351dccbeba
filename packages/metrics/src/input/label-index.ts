import { refuse, refuseValue, shown } from './refuse'

/** What a class may be called. All labels of one call are of the same kind. */
export type Label = string | number | boolean

const offset = 128
const tableSize = 1024 + offset

/**
 * Gives every label a code, 0, 1, 2 …, in the order of first appearance. Small whole numbers go through a
 * table, everything else through a map, so that ten million rows of either cost a fraction of a second.
 */
export class LabelIndex<L extends Label> {
  /** The labels in the order of their codes. */
  readonly labels: L[] = []
  private readonly table = new Int32Array(tableSize)
  private readonly map = new Map<L, number>()

  /** The code of a label; a new label gets the next code. */
  add(label: L, name: string, row: number): number {
    if (typeof label === 'number') {
      const slot = label + offset
      if (slot >= 0 && slot < tableSize && (slot | 0) === slot) {
        const code = this.table[slot]!
        if (code > 0) return code - 1
        this.table[slot] = this.append(label, name, row) + 1
        return this.labels.length - 1
      }
    }
    const known = this.map.get(label)
    if (known !== undefined) return known
    const code = this.append(label, name, row)
    this.map.set(label, code)
    return code
  }

  /** The code of a label, or -1 where it was never added. */
  find(label: L): number {
    if (typeof label === 'number') {
      const slot = label + offset
      if (slot >= 0 && slot < tableSize && (slot | 0) === slot) return this.table[slot]! - 1
    }
    return this.map.get(label) ?? -1
  }

  private append(label: L, name: string, row: number): number {
    checkLabel(label, `${name}[${row}]`, row)
    const first = this.labels[0]
    if (first !== undefined && typeof first !== typeof label) {
      refuse({
        what: `${name}[${row}] is ${shown(label)}, while other labels are of type ${typeof first}, such as ${shown(first)}.`,
        where: `${name}[${row}]`,
        fix: 'Use one type for all labels.',
        row,
      })
    }
    return this.labels.push(label) - 1
  }
}

/** Refuses what cannot name a class. */
export function checkLabel(label: unknown, where: string, row?: number): void {
  if (typeof label === 'string' || typeof label === 'boolean') return
  if (typeof label === 'number' && label - label === 0) return
  refuseValue(
    label,
    where,
    'a label',
    typeof label === 'bigint'
      ? 'Convert BigInt labels with Number(…) or String(…) first.'
      : 'Labels are strings, finite numbers or booleans; remove the row or name its class.',
    row,
  )
}

/** Numbers by size, strings by code point (as scikit-learn sorts them), false before true. */
export function compareLabels(first: Label, second: Label): number {
  if (typeof first === 'string' && typeof second === 'string') return compareCodePoints(first, second)
  return Number(first) - Number(second)
}

function compareCodePoints(first: string, second: string): number {
  if (first === second) return 0
  const shorter = Math.min(first.length, second.length)
  for (let at = 0; at < shorter; at++) {
    if (first.charCodeAt(at) !== second.charCodeAt(at)) {
      // Inside a surrogate pair both code points are compared from their first half on.
      const difference = first.codePointAt(at)! - second.codePointAt(at)!
      return difference
    }
  }
  return first.length - second.length
}
