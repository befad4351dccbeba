import { Damaged } from '../damaged'
import { checkPageSize, type Decompress } from './decompress'
import type { Leaf } from './leaf'
import { checkPlain, checkValues, prefixed } from './page-values'
import { bitsFor, checkRuns } from './runs'
import { countIn, structIn, ThriftReader, type ThriftStruct } from './thrift'

/** What is stored of one column of one group of rows. */
export interface ColumnChunk {
  readonly bytes: Uint8Array
  readonly leaf: Leaf
  /** How many values the file says there are, missing ones included. */
  readonly values: number
  /** Undefined where pages are stored as they are. */
  readonly decompress: Decompress | undefined
}

/**
 * Goes through the pages of a column before hyparquet decodes them, and lets nothing pass by which it would allocate,
 * loop or write beyond what the bytes hold.
 *
 * @returns the decompressed pages, by where their compressed bytes begin, so that they are not decompressed twice.
 * @throws Damaged
 */
export function checkPages(chunk: ColumnChunk): ReadonlyMap<number, Uint8Array> {
  const pages = new PageChecker(chunk)
  pages.check()
  return pages.decompressed
}

interface Page {
  readonly start: number
  readonly end: number
  /** Bytes once decompressed. */
  readonly plainSize: number
}

class PageChecker {
  readonly decompressed = new Map<number, Uint8Array>()
  readonly #chunk: ColumnChunk
  #dictionary = 0

  constructor(chunk: ColumnChunk) {
    this.#chunk = chunk
  }

  check(): void {
    const { bytes, leaf, values } = this.#chunk
    let seen = 0
    for (let at = 0; at < bytes.length - 1; ) {
      const reader = new ThriftReader(bytes, at)
      const header = reader.struct()
      const start = reader.position
      const end = start + countIn(header, 3, 'page size')
      if (end > bytes.length) throw new Damaged(`a page of ${end - start} bytes does not fit its column`)
      seen += this.#checkPage(header, { start, end, plainSize: countIn(header, 2, 'page size') })
      if (seen > values) throw new Damaged(`a column has more values than the ${values} it says`)
      at = end
    }
    if (leaf.isFlat && seen !== values) throw new Damaged(`a column has ${seen} values instead of ${values}`)
  }

  /** How many values the page adds to its column. */
  #checkPage(header: ThriftStruct, page: Page): number {
    const kind = countIn(header, 1, 'page type')
    const [first, dictionary, second] = [structIn(header, 5), structIn(header, 7), structIn(header, 8)]
    if (kind === 0 && first) return this.#checkFirstKind(first, page)
    if (kind === 3 && second) return this.#checkSecondKind(second, page)
    if (kind !== 2 || !dictionary) throw new Damaged(`a page is of the kind ${kind}`)
    const content = this.#contentOf(page.start, page.end, page.plainSize, true)
    this.#dictionary = countIn(dictionary, 1, 'dictionary')
    checkPlain({ content, start: 0, count: this.#dictionary, leaf: this.#chunk.leaf })
    return 0
  }

  /** A page whose levels stand before its values, each with its length. */
  #checkFirstKind(header: ThriftStruct, page: Page): number {
    const { leaf } = this.#chunk
    const count = this.#countOf(header)
    const content = this.#contentOf(page.start, page.end, page.plainSize, true)
    let start = 0
    let present = count
    if (leaf.maxRepetition > 0) {
      const { begin, end } = prefixed(content, start)
      checkLevels(content, begin, end, leaf.maxRepetition, count)
      start = end
    }
    if (leaf.maxDefinition > 0) {
      const { begin, end } = prefixed(content, start)
      present = checkLevels(content, begin, end, leaf.maxDefinition, count)
      start = end
    }
    const values = { content, start, count: present, leaf, dictionary: this.#dictionary, isSecondKind: false }
    checkValues(values, countIn(header, 2, 'encoding'))
    return count
  }

  /** A page that says how long its levels are, and leaves them uncompressed. */
  #checkSecondKind(header: ThriftStruct, page: Page): number {
    const { bytes, leaf } = this.#chunk
    const count = this.#countOf(header)
    const missing = countIn(header, 2, 'number of missing values')
    const definitionBytes = countIn(header, 5, 'length of levels')
    const repetitionBytes = countIn(header, 6, 'length of levels')
    const definitions = page.start + repetitionBytes
    const start = definitions + definitionBytes
    if (missing > count || start > page.end) throw new Damaged('the levels of a page do not fit it')
    if (leaf.maxRepetition > 0) checkLevels(bytes, page.start, definitions, leaf.maxRepetition, count)
    if (leaf.maxDefinition > 0) {
      const present = checkLevels(bytes, definitions, start, leaf.maxDefinition, count)
      if (present !== count - missing) throw new Damaged('a page counts its missing values wrongly')
    }
    const plainSize = page.plainSize - definitionBytes - repetitionBytes
    const content = this.#contentOf(start, page.end, plainSize, header.get(7) !== false)
    const present = count - missing
    const values = {
      content,
      start: 0,
      count: present,
      leaf,
      dictionary: this.#dictionary,
      isSecondKind: true,
    }
    checkValues(values, countIn(header, 4, 'encoding'))
    return count
  }

  #countOf(header: ThriftStruct): number {
    const { values } = this.#chunk
    const count = countIn(header, 1, 'number of values')
    if (count > values) throw new Damaged(`a page has ${count} values of the ${values} of its column`)
    return count
  }

  #contentOf(start: number, end: number, plainSize: number, isCompressed: boolean): Uint8Array {
    const { bytes, decompress } = this.#chunk
    const stored = bytes.subarray(start, end)
    if (decompress && isCompressed && stored.length > 0) {
      checkPageSize(stored.length, plainSize)
      const content = decompress(stored, plainSize)
      this.decompressed.set(start, content)
      return content
    }
    if (stored.length === plainSize) return stored
    throw new Damaged(`a page has ${stored.length} bytes instead of ${plainSize}`)
  }
}

/** How many of the levels are the highest. */
function checkLevels(bytes: Uint8Array, start: number, end: number, highest: number, count: number): number {
  const checks = { wanted: highest, limit: highest + 1 }
  return checkRuns(bytes, start, end, bitsFor(highest), count, checks).found
}
