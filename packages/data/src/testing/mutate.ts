// Reads damaged copies of files in a process of its own and prints as JSON how it went.
// Arguments: how many of each, the seed of the first, the files.
import { readFileSync } from 'node:fs'
import { GraftError } from '@graftjs/base'
import { type Dataset, readArrow, readCsv, readJsonl, readParquet } from '../index'
import { Chance } from './random-table'

const readers: Record<string, (file: Uint8Array) => Dataset<unknown>> = {
  csv: (file) =>
    readCsv(file, { columns: { id: 'string', text: 'string?', more: 'string', last: 'string' } }),
  jsonl: (file) => readJsonl(file, { columns: { id: 'integer', text: 'string?', ids: 'number[]?' } }),
  parquet: (file) => readParquet(file),
  arrow: (file) => readArrow(file),
  arrows: (file) => readArrow(file),
}

/** A byte, a number that is out of bounds, a piece that is gone, doubled or of another place. */
function mutate(bytes: Uint8Array, chance: Chance): Uint8Array {
  const copy = new Uint8Array(bytes)
  const at = chance.below(copy.length)
  switch (chance.below(6)) {
    case 0:
      return copy.subarray(0, at)
    case 1:
      copy.copyWithin(at, chance.below(copy.length), chance.below(copy.length))
      return copy
    case 2:
      copy.set(chance.oneOf([[0xff, 0xff, 0xff, 0x7f], [0xff, 0xff, 0xff, 0xff, 0x0f], [0, 0, 0, 0], [0x80, 0x80, 0x80, 0x80]]).slice(0, copy.length - at), at) // biome-ignore format: a list
      return copy
    case 3:
      return Uint8Array.from([...copy.subarray(0, at), ...copy.subarray(chance.below(copy.length))])
    default:
      for (let times = chance.below(4); times >= 0; times--)
        copy[chance.below(copy.length)] = chance.below(256)
      return copy
  }
}

const [count, seed, ...files] = process.argv.slice(2)
const tally = { read: 0, refused: 0, slowest: 0, other: [] as string[] }
for (const file of files) {
  const original = readFileSync(file)
  const read = readers[file.split('.').at(-1)!]!
  for (let at = Number(seed); at < Number(seed) + Number(count); at++) {
    const bytes = mutate(original, new Chance(at))
    const started = performance.now()
    try {
      for await (const _ of read(bytes));
      tally.read++
    } catch (error) {
      if (GraftError.isInstance(error)) tally.refused++
      else tally.other.push(`${file} ${at}: ${error instanceof Error ? error.stack : String(error)}`)
    }
    tally.slowest = Math.max(tally.slowest, performance.now() - started)
  }
}
console.log(JSON.stringify({ ...tally, peak: process.resourceUsage().maxRSS * 1024 }))
