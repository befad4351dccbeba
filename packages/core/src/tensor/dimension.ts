import { mistake } from './mistake'

/**
 * A size that is known only when an executable runs: a polynomial with whole coefficients in named symbols
 * such as `batch`, with floor division as one more kind of symbol. Two sizes are equal only when their
 * normal forms are; a symbol never counts as 1.
 */
export interface SymbolicDimension {
  /** The normal form as text, for example `2*batch*sequence+1`. Equal dimensions have equal keys. */
  readonly key: string
  /** Coefficient by monomial; a monomial is a sorted list of atoms joined by `*`, the constant is ''. */
  readonly terms: ReadonlyMap<string, number>
}

export type Dimension = number | SymbolicDimension

class NamedSize implements SymbolicDimension {
  constructor(
    readonly key: string,
    readonly terms: ReadonlyMap<string, number>,
  ) {}

  /** Number(size), size < 3, a loop up to it: none of them can work before a run. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === 'string') return this.key
    throw mistake('inside-trace', {
      what: `The size "${this.key}" has no number while a function is traced.`,
      fix: 'Compute with sizes of tensors by operations that take them (reshape with -1, mean, scan over an axis), or leave the size out of `dynamic`.',
    })
  }
}

interface FloorDivision {
  readonly dividend: Dimension
  readonly divisor: number
}

/** What the atom `floor(…)` stands for. Atoms are named by their meaning, so the table only grows by new ones. */
const floorDivisions = new Map<string, FloorDivision>()

/** A named size, for example `symbol('batch')`. */
export function symbol(name: string): SymbolicDimension {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    throw mistake('invalid-option', {
      what: `"${name}" cannot name a dimension.`,
      fix: 'Use letters, digits and underscores, for example "batch".',
    })
  }
  return new NamedSize(name, new Map([[name, 1]]))
}

const termsOf = (dimension: Dimension): ReadonlyMap<string, number> =>
  typeof dimension === 'number' ? new Map(dimension === 0 ? [] : [['', dimension]]) : dimension.terms

function fromTerms(terms: ReadonlyMap<string, number>): Dimension {
  const kept = [...terms].filter(([, coefficient]) => coefficient !== 0).sort(([a], [b]) => (a < b ? 1 : -1))
  if (kept.length === 0) return 0
  if (kept.length === 1 && kept[0]![0] === '') return kept[0]![1]
  const text = kept.map(([monomial, coefficient]) =>
    monomial === '' ? String(coefficient) : coefficient === 1 ? monomial : `${coefficient}*${monomial}`,
  )
  return new NamedSize(text.join('+').replaceAll('+-', '-'), new Map(kept))
}

export const formatDimension = (dimension: Dimension): string =>
  typeof dimension === 'number' ? String(dimension) : dimension.key

export const equalDimensions = (a: Dimension, b: Dimension): boolean =>
  typeof a === 'number' || typeof b === 'number' ? a === b : a.key === b.key

export function addDimensions(a: Dimension, b: Dimension): Dimension {
  if (typeof a === 'number' && typeof b === 'number') return a + b
  const terms = new Map(termsOf(a))
  for (const [monomial, coefficient] of termsOf(b)) {
    terms.set(monomial, (terms.get(monomial) ?? 0) + coefficient)
  }
  return fromTerms(terms)
}

const joinMonomials = (a: string, b: string): string =>
  [...a.split('*'), ...b.split('*')].filter(Boolean).sort().join('*')

export function multiplyDimensions(a: Dimension, b: Dimension): Dimension {
  if (typeof a === 'number' && typeof b === 'number') return a * b
  const terms = new Map<string, number>()
  for (const [monomialA, coefficientA] of termsOf(a)) {
    for (const [monomialB, coefficientB] of termsOf(b)) {
      const monomial = joinMonomials(monomialA, monomialB)
      terms.set(monomial, (terms.get(monomial) ?? 0) + coefficientA * coefficientB)
    }
  }
  return fromTerms(terms)
}

export const subtractDimensions = (a: Dimension, b: Dimension): Dimension =>
  addDimensions(a, multiplyDimensions(b, -1))

/** The rest of `monomial` without the atoms of `divisor`, or undefined when it does not contain them all. */
function dividedMonomial(monomial: string, divisor: string): string | undefined {
  const atoms = monomial.split('*').filter(Boolean)
  for (const atom of divisor.split('*').filter(Boolean)) {
    const at = atoms.indexOf(atom)
    if (at < 0) return undefined
    atoms.splice(at, 1)
  }
  return atoms.join('*')
}

/** `a / b` when it is a whole number for every value of the symbols, otherwise undefined. */
export function divideExactly(a: Dimension, b: Dimension): Dimension | undefined {
  if (typeof a === 'number' && typeof b === 'number') return b !== 0 && a % b === 0 ? a / b : undefined
  if (b === 0) return undefined
  // Long division: the leading term of what is left, divided by that of the divisor, again and again.
  const [divisorMonomial, divisorCoefficient] = leadingTerm(b)
  let quotient: Dimension = 0
  for (let rest = a; rest !== 0; ) {
    const [monomial, coefficient] = leadingTerm(rest)
    const factor = dividedMonomial(monomial, divisorMonomial)
    if (factor === undefined || coefficient % divisorCoefficient !== 0) return undefined
    const term = fromTerms(new Map([[factor, coefficient / divisorCoefficient]]))
    quotient = addDimensions(quotient, term)
    rest = subtractDimensions(rest, multiplyDimensions(term, b))
  }
  return quotient
}

/** The first term when monomials are ordered by their degree, then by their atoms. */
function leadingTerm(dimension: Dimension): readonly [monomial: string, coefficient: number] {
  const degree = (monomial: string) => (monomial === '' ? 0 : monomial.split('*').length)
  return [...termsOf(dimension)].reduce((best, term) => {
    const higher = degree(term[0]) - degree(best[0])
    return higher > 0 || (higher === 0 && atomsBefore(term[0], best[0])) ? term : best
  })
}

/** Whether `a` stands before `b`, of equal degree, in lexicographic order of their atoms. */
function atomsBefore(a: string, b: string): boolean {
  const others = b.split('*')
  const differing = a.split('*').map((atom, i) => [atom, others[i]!] as const)
  const [mine, other] = differing.find(([atom, beside]) => atom !== beside) ?? ['', '']
  return mine < other
}

/** `⌊a / divisor⌋`, which stays symbolic where the division does not come out even. */
export function floorDivide(a: Dimension, divisor: number): Dimension {
  if (typeof a === 'number') return Math.floor(a / divisor)
  const exact = divideExactly(a, divisor)
  if (exact !== undefined) return exact
  const atom = `floor((${a.key.replaceAll('*', '·')})/${divisor})`
  floorDivisions.set(atom, { dividend: a, divisor })
  return new NamedSize(atom, new Map([[atom, 1]]))
}

/** The floor division that an atom of a monomial stands for, or undefined for a plain symbol. */
export const floorDivisionOf = (atom: string): FloorDivision | undefined => floorDivisions.get(atom)

export const isSymbolic = (value: unknown): value is SymbolicDimension =>
  typeof value === 'object' && value !== null && 'key' in value && 'terms' in value

/** The names whose values decide a dimension. */
export function symbolsOf(dimension: Dimension): string[] {
  if (typeof dimension === 'number') return []
  const atoms = [...dimension.terms.keys()].flatMap((monomial) => monomial.split('*').filter(Boolean))
  return atoms.flatMap((atom) => {
    const division = floorDivisions.get(atom)
    return division ? symbolsOf(division.dividend) : [atom]
  })
}

/** The value of a dimension once every symbol has one. */
export function evaluateDimension(dimension: Dimension, values: ReadonlyMap<string, number>): number {
  if (typeof dimension === 'number') return dimension
  let total = 0
  for (const [monomial, coefficient] of dimension.terms) {
    let product = coefficient
    for (const atom of monomial.split('*').filter(Boolean)) product *= evaluateAtom(atom, values)
    total += product
  }
  return total
}

function evaluateAtom(atom: string, values: ReadonlyMap<string, number>): number {
  const division = floorDivisions.get(atom)
  if (division) return Math.floor(evaluateDimension(division.dividend, values) / division.divisor)
  const value = values.get(atom)
  if (value === undefined) {
    throw mistake('shape-mismatch', {
      what: `The dimension "${atom}" has no value: no input of the function has it as a plain dimension.`,
      fix: `Give at least one input a dimension that is just "${atom}".`,
    })
  }
  return value
}
