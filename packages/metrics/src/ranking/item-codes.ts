import { refuse, shown } from '../input/refuse'

/** What an item is known by; all items of one call are of one kind. */
export type Item = string | number

/** Whole numbers below this are their own code; anything else gets the next code above. */
const directCodes = 1 << 20

/** Gives every item a small whole number, so that what is known of it can stand in an array. */
export class ItemCodes<I extends Item> {
  private readonly codes = new Map<I, number>()
  private kind: string | undefined

  /** Whole numbers from 0 to below this are known to be their own codes, without asking. */
  get ownCodes(): number {
    return this.kind === 'number' ? directCodes : 0
  }

  codeOf(item: I, name: string, user: number): number {
    if (typeof item === 'number' && item >= 0 && item < directCodes && (item | 0) === item) {
      if (this.kind !== 'number') this.checkKind(item, name, user)
      return item
    }
    const known = this.codes.get(item)
    if (known !== undefined) return known
    this.checkKind(item, name, user)
    const code = typeof item === 'string' ? this.codes.size : directCodes + this.codes.size
    this.codes.set(item, code)
    return code
  }

  private checkKind(item: unknown, name: string, user: number): void {
    const kind = typeof item
    const usable = kind === 'string' || (typeof item === 'number' && item - item === 0)
    if (usable && (this.kind === undefined || this.kind === kind)) {
      this.kind = kind
      return
    }
    refuse({
      what: usable
        ? `${name}[${user}] holds ${shown(item)}, while other items are of type ${this.kind}.`
        : `${name}[${user}] holds ${shown(item)}, which is no item.`,
      where: `${name}[${user}]`,
      fix: 'Use strings for all items, or finite numbers for all.',
      row: user,
    })
  }
}
