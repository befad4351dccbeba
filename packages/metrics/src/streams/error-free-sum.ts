import { refuse } from '../input/refuse'

/**
 * A sum without rounding, as numbers whose exact sum it is (Shewchuk 1997): neither the order nor the grouping of
 * what was added can be seen in it. About two numbers are kept, whatever is added.
 */
export class ErrorFreeSum {
  /** From small to large, no two of which share a bit. */
  private parts: number[] = []

  add(value: number): void {
    const parts = this.parts
    let rest = value
    let kept = 0
    for (let at = 0; at < parts.length; at++) {
      const part = parts[at]!
      const sum = rest + part
      const low = Math.abs(rest) < Math.abs(part) ? rest - (sum - part) : part - (sum - rest)
      if (low !== 0) parts[kept++] = low
      rest = sum
    }
    if (rest - rest !== 0) refuseOverflow()
    if (kept === parts.length) parts.push(rest)
    else {
      parts[kept] = rest
      parts.length = kept + 1
    }
  }

  /** Adds first · second, with what rounding takes from the product (Dekker 1971). */
  addProduct(first: number, second: number): void {
    const product = first * second
    this.add(product)
    this.add(lostOf(first, second, product))
  }

  merge(other: ErrorFreeSum): void {
    for (const part of other.parts) this.add(part)
  }

  /** The sum, rounded once. */
  get value(): number {
    const parts = this.parts
    let at = parts.length - 1
    let sum = parts[at] ?? 0
    let low = 0
    while (at > 0 && low === 0) {
      const part = parts[--at]!
      const next = sum + part
      low = part - (next - sum)
      sum = next
    }
    // Half-way cases are decided by the sign of what is left.
    if (at > 0 && low !== 0 && Math.sign(low) === Math.sign(parts[at - 1]!)) {
      const next = sum + 2 * low
      if (next - sum === 2 * low) return next
    }
    return sum
  }

  /** The sum as a whole number of 2⁻¹⁰⁷⁴, the distance of the least numbers. */
  get exact(): bigint {
    return this.parts.reduce((sum, part) => sum + asWhole(part), 0n)
  }

  toJSON(): number[] {
    return [...this.parts]
  }
}

/** What first · second loses where it is rounded to `product`: both are split into halves of 26 bits. */
function lostOf(first: number, second: number, product: number): number {
  const a = upperHalf(first)
  const b = upperHalf(second)
  const [c, d] = [first - a, second - b]
  return c * d - (product - a * b - c * b - a * d)
}

function upperHalf(value: number): number {
  const wide = 134217729 * value
  return wide - (wide - value)
}

/** The two halves of first · second, which have no rounding. */
export function exactProduct(first: number, second: number): [number, number] {
  const product = first * second
  return [product, lostOf(first, second, product)]
}

function asWhole(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  const bits = view.getBigUint64(0)
  const exponent = (bits >> 52n) & 0x7ffn
  const fraction = bits & 0xfffffffffffffn
  const size = exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n)
  return value < 0 ? -size : size
}

/** numerator ÷ denominator as the nearest number, of whole numbers of any size; the denominator is not 0. */
export function quotientOf(numerator: bigint, denominator: bigint): number {
  if (numerator === 0n) return 0
  const negative = numerator < 0n !== denominator < 0n
  const top = numerator < 0n ? -numerator : numerator
  const bottom = denominator < 0n ? -denominator : denominator
  // A quotient of 64 to 66 bits is more than a number holds.
  const shift = 65 + bitsOf(bottom) - bitsOf(top)
  const whole = shift >= 0 ? (top << BigInt(shift)) / bottom : top / (bottom << BigInt(-shift))
  // In two steps, each within the range of numbers.
  const half = Math.trunc(shift / 2)
  const size = Number(whole) * 2 ** -half * 2 ** -(shift - half)
  return negative ? -size : size
}

function bitsOf(whole: bigint): number {
  return whole.toString(16).length * 4
}

function refuseOverflow(): never {
  return refuse({
    what: 'A sum over the rows is greater than any number.',
    where: 'stream',
    fix: 'Bring the values to a smaller unit.',
    code: 'not-finite',
  })
}
