import { Damaged } from '../damaged'
import { checkDelta } from './delta'
import type { Leaf } from './leaf'
import { checkRuns } from './runs'

/** A list of texts by common beginnings may become so many bytes. */
const mostSharedBytes = 256 * 1024 * 1024

/** The values of a page, which begin at `start` of its content. */
export interface PageValues {
  readonly content: Uint8Array
  readonly start: number
  /** How many there are, missing ones left out. */
  readonly count: number
  readonly leaf: Leaf
}

interface AnyPageValues extends PageValues {
  /** How many entries the dictionary of the column has. */
  readonly dictionary: number
  /** Whether the page is of the format's second kind of data pages. */
  readonly isSecondKind: boolean
}

/** What holds of values that are encoded in a way, by its number in the format. */
const encodings: { readonly [encoding: number]: (values: AnyPageValues) => void } = {
  0: checkPlain,
  2: checkDictionary,
  3: checkTruths,
  5: checkNumbers,
  6: checkNumbers,
  7: checkShared,
  8: checkDictionary,
  9: checkSplit,
}

/** @throws Damaged where the content cannot hold as many values in this encoding. */
export function checkValues(values: AnyPageValues, encoding: number): void {
  const check = encodings[encoding]
  if (!check) throw new Damaged(`a page is encoded in the unknown way ${encoding}`)
  check(values)
}

/** One after the other, as they are. */
export function checkPlain({ content, start, count, leaf }: PageValues): void {
  const own = leaf.type === 'BYTE_ARRAY' ? 4 : leaf.type === 'BOOLEAN' ? 1 / 8 : fixedBytes(leaf)
  if (Math.ceil(count * own) > content.length - start) throw tooFew()
}

/** Places in a dictionary, in runs. */
function checkDictionary({ content, start, count, leaf, dictionary, isSecondKind }: AnyPageValues): void {
  if (leaf.type === 'BOOLEAN') throw new Damaged('booleans are stored by a dictionary')
  const width = content[start]
  if (width === undefined) throw tooFew()
  if (count > 0 && dictionary === 0) throw new Damaged('a page wants a dictionary that is not there')
  // In flat columns a place beyond the dictionary shows as a value that is not there; elsewhere it would pass for null.
  const checks = leaf.isFlat ? {} : { limit: dictionary }
  if (width > 0 || isSecondKind) checkRuns(content, start + 1, content.length, width, count, checks)
}

/** Booleans in runs. */
function checkTruths({ content, start, count, leaf }: PageValues): void {
  if (leaf.type !== 'BOOLEAN') throw new Damaged('values other than booleans are stored in runs')
  const { begin, end } = prefixed(content, start)
  checkRuns(content, begin, end, 1, count)
}

/** Differences of numbers, or of the lengths of texts. */
function checkNumbers({ content, start, count }: PageValues): void {
  checkDelta(content, start, count, false)
}

/** The first bytes of all values, then the second ones, and so on. */
function checkSplit({ content, start, count, leaf }: PageValues): void {
  if (count * fixedBytes(leaf) > content.length - start) throw tooFew()
}

/** Texts by how much each shares with the one before: what they become must be in proportion. */
function checkShared({ content, start, count }: PageValues): void {
  const prefixes = checkDelta(content, start, count, true)
  const suffixes = checkDelta(content, prefixes.end, count, true)
  let before = 0
  let all = 0
  for (let at = 0; at < count; at++) {
    const shared = prefixes.values[at]!
    const own = suffixes.values[at]!
    if (shared < 0 || own < 0 || shared > before) throw new Damaged('a text shares more than there is')
    before = shared + own
    all += before
  }
  if (all > mostSharedBytes) throw new Damaged(`a page becomes ${all} bytes of text`)
}

/** A stretch that says its length in its first four bytes. */
export function prefixed(content: Uint8Array, start: number): { begin: number; end: number } {
  const begin = start + 4
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength)
  const length = begin <= content.length ? view.getUint32(start, true) : Infinity
  if (begin + length > content.length) throw new Damaged('the levels of a page do not fit it')
  return { begin, end: begin + length }
}

function fixedBytes({ type, typeLength }: Leaf): number {
  const bytes = { INT32: 4, INT64: 8, INT96: 12, FLOAT: 4, DOUBLE: 8, FIXED_LEN_BYTE_ARRAY: typeLength }[type]
  if (bytes === undefined || bytes <= 0) throw new Damaged(`values of the type ${type} have no length`)
  return bytes
}

const tooFew = () => new Damaged('a page has fewer values than it says')
