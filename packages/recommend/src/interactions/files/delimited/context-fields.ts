import type { ContextCollector } from '../../context/context-collector'
import { readCategory } from '../../context/context-value'
import { ByteIds } from './byte-ids'
import type { FieldScanner } from './field-scanner'
import { numberInBytes } from './number-in-bytes'

/** Reads the context of events out of the fields of a text file. */
export class ContextFields {
  readonly #columns

  /** @param fields in which field each column stands. */
  constructor(
    private readonly collector: ContextCollector,
    fields: readonly number[],
    private readonly decode: (bytes: Uint8Array) => string,
  ) {
    this.#columns = collector.names.map(({ name, kind }, at) => ({
      name,
      field: fields[at]!,
      /** Of categories: the bytes of each, and its number; unknown ones among them. */
      known: kind === 'categorical' ? { bytes: new ByteIds(decode), codes: [] as number[] } : undefined,
    }))
  }

  read({ source, starts, ends }: FieldScanner, row: number): void {
    for (let at = 0; at < this.#columns.length; at++) {
      const { name, field, known } = this.#columns[at]!
      const [start, end] = [starts[field]!, ends[field]!]
      if (known) {
        const number = known.bytes.add(source, start, end, (text) => {
          known.codes.push(this.collector.code(at, readCategory(text, name, row)))
        })
        this.collector.put(at, known.codes[number]!)
      } else {
        const amount = numberInBytes(source, start, end)
        if (Number.isNaN(amount)) this.collector.read(at, this.decode(source.subarray(start, end)), row)
        else this.collector.put(at, amount)
      }
    }
  }
}
