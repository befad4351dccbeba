import { refuse } from '../../../input/refuse'
import type { ByteSource } from '../byte-source'
import { FieldScanner } from './field-scanner'

/** The rows of a CSV, TSV or like file of moderate size, each as the texts of its fields; the first may be names. */
export async function* delimitedRows(source: ByteSource, separator: number): AsyncGenerator<string[]> {
  const scanner = new FieldScanner(separator)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const text = (field: number) => {
    try {
      return decoder.decode(scanner.source.subarray(scanner.starts[field]!, scanner.ends[field]!))
    } catch (cause) {
      return refuse('invalid-data', {
        what: 'The row is not UTF-8.',
        where: `${source.name}, line ${scanner.line}`,
        fix: 'Save the file as UTF-8.',
        cause,
      })
    }
  }
  const fields = () => Array.from({ length: scanner.fields }, (_, field) => text(field))
  for await (const chunk of source.chunks()) {
    scanner.feed(chunk, false)
    while (scanner.next()) yield fields()
  }
  scanner.feed(new Uint8Array(0), true)
  while (scanner.next()) yield fields()
}
