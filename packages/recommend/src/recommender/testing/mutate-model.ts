import { createHash } from 'node:crypto'
import type { RandomKey } from '@graftjs/base'

/**
 * What becomes of a saved model at the hands of chance, or of someone who means harm: bytes that change, go or come;
 * headers that say something else; arrays that hold something else. The last two with a checksum that fits.
 */
export type Mutation = (file: Uint8Array, key: RandomKey) => Uint8Array

/** A drawing hand. */
class Chance {
  #drawn = 0
  constructor(private readonly key: RandomKey) {}

  below(count: number): number {
    return Math.floor(this.key.fold(this.#drawn++).uniform(1)[0]! * count)
  }

  of<Value>(values: readonly Value[]): Value {
    return values[this.below(values.length)]!
  }
}

const bytes: Mutation = (file, key) => {
  const chance = new Chance(key)
  const at = chance.below(file.length)
  const length = 1 + chance.below(64)
  return chance.of<() => Uint8Array>([
    () => file.subarray(0, at),
    () => joined(file.subarray(0, at), file.subarray(at + length)),
    () => joined(file.subarray(0, at), new Uint8Array(length).fill(chance.below(256)), file.subarray(at)),
    () => changed(file, at, file[at]! ^ (1 << chance.below(8))),
    () => changed(file, chance.below(8), chance.below(256)),
    () => joined(file, file.subarray(0, length)),
  ])()
}

const hostile: readonly unknown[] = [
  -1,
  0,
  1,
  0.5,
  7,
  1e9,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  1e308,
  null,
  true,
  '',
  '__proto__',
  'F64',
  'x'.repeat(10_000),
  [],
  [[]],
  [0, 2 ** 52],
  {},
  JSON.parse('{"__proto__": {"polluted": 1}}'),
]

const header: Mutation = (file, key) => {
  const chance = new Chance(key)
  const { entries, about, body } = opened(file)
  const inAbout = chance.below(2) === 0
  mutateNode(inAbout ? about : entries, chance)
  return sealed(entries, about, body)
}

/** Changes, removes, renames or copies one thing in a tree. */
function mutateNode(root: Record<string, unknown>, chance: Chance): void {
  const places: { readonly of: Record<string, unknown>; readonly name: string }[] = []
  const walk = (node: unknown) => {
    if (typeof node !== 'object' || node === null) return
    for (const [name, value] of Object.entries(node)) {
      places.push({ of: node as Record<string, unknown>, name })
      walk(value)
    }
  }
  walk(root)
  const { of, name } = chance.of(places)
  const other = chance.of(places)
  chance.of<() => unknown>([
    () => {
      of[name] = chance.of(hostile)
    },
    () => delete of[name],
    () => {
      of[chance.of(['constructor', '', 'x', name + name])] = structuredClone(of[name])
    },
    () => {
      of[name] = structuredClone(other.of[other.name])
    },
  ])()
}

const integers = [-1, 0, 1, 2, 17, 1000, 2 ** 30, 2 ** 31 - 1, -(2 ** 31)]
const floats = [Number.NaN, Number.POSITIVE_INFINITY, 1e38, -1e38, 1e300, 1e-45, 0, -1, 2 ** 31, 1e15]

const arrays: Mutation = (file, key) => {
  const chance = new Chance(key)
  const { entries, about, body } = opened(file)
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  for (let times = 1 + chance.below(4); times > 0; times--) {
    const { dtype, data_offsets: span } = chance.of(Object.values(entries)) as {
      dtype: string
      data_offsets: [number, number]
    }
    const width = { F32: 4, F64: 8, I32: 4, U8: 1 }[dtype]!
    const length = (span[1] - span[0]) / width
    if (length === 0) continue
    const at = span[0] + width * chance.below(length)
    if (dtype === 'F32') view.setFloat32(at, chance.of(floats), true)
    else if (dtype === 'F64') view.setFloat64(at, chance.of(floats), true)
    else if (dtype === 'I32') view.setInt32(at, chance.of(integers), true)
    else view.setUint8(at, chance.below(256))
  }
  return sealed(entries, about, body)
}

/** A file whose arrays hold what `change` makes of them. */
export function forged(
  file: Uint8Array,
  name: string,
  change: (values: Int32Array | Float32Array) => void,
): Uint8Array {
  const { entries, about, body } = opened(file)
  const { dtype, data_offsets: span } = entries[name] as { dtype: string; data_offsets: [number, number] }
  const own = body.slice(span[0], span[1])
  change(dtype === 'I32' ? new Int32Array(own.buffer) : new Float32Array(own.buffer))
  body.set(own, span[0])
  return sealed(entries, about, body)
}

export const mutations = { bytes, header, arrays } as const satisfies Record<string, Mutation>

interface Opened {
  readonly entries: Record<string, unknown>
  readonly about: Record<string, unknown>
  readonly body: Uint8Array
}

function opened(file: Uint8Array): Opened {
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true))
  const { __metadata__, ...entries } = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)))
  return { entries, about: JSON.parse(__metadata__.about), body: file.slice(8 + length) }
}

/** As the package itself would write it, checksum included. */
function sealed(
  entries: Record<string, unknown>,
  about: Record<string, unknown>,
  body: Uint8Array,
): Uint8Array {
  const metadata = { about: JSON.stringify(about), sha256: '0'.repeat(64) }
  const blank = JSON.stringify({ __metadata__: metadata, ...entries })
  const text = blank.padEnd(Math.ceil(Buffer.byteLength(blank) / 8) * 8)
  const hash = createHash('sha256').update(text).update(body).digest('hex')
  const head = Buffer.from(text.replace('0'.repeat(64), hash))
  const length = new Uint8Array(8)
  new DataView(length.buffer).setBigUint64(0, BigInt(head.length), true)
  return joined(length, head, body)
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}

function changed(file: Uint8Array, at: number, value: number): Uint8Array {
  const copy = file.slice()
  copy[at] = value
  return copy
}
