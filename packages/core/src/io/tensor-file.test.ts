import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { GraftError } from '@graftjs/base'
import { beforeAll, describe, expect, it } from 'vitest'
import { bfloat16ToFloat32, float16ToFloat32 } from '../tensor/half'
import { openSafetensors, type StoredTensor } from './tensor-file'

const path = fileURLToPath(new URL('./fixtures/every-type.safetensors', import.meta.url))
const values: Record<string, { shape: number[]; values: (number | string | boolean)[] }> = JSON.parse(
  await readFile(new URL('./fixtures/every-type.json', import.meta.url), 'utf8'),
)
let bytes: Uint8Array
beforeAll(async () => {
  bytes = await readFile(path)
})

function numbers(tensor: StoredTensor): (number | bigint)[] {
  if (tensor.dtype === 'F16') return [...float16ToFloat32(tensor.data)]
  if (tensor.dtype === 'BF16') return [...bfloat16ToFloat32(tensor.data)]
  return [...tensor.data]
}

function fromPython(value: number | string | boolean): number | bigint {
  if (typeof value === 'boolean') return Number(value)
  if (typeof value === 'number') return value
  return /^-?\d+$/.test(value) ? BigInt(value) : Number(value.replace('inf', 'Infinity'))
}

/** A file of one header text and `dataLength` zeros. */
function fileOf(header: string, dataLength = 0): Uint8Array {
  const text = new TextEncoder().encode(header)
  const file = new Uint8Array(8 + text.length + dataLength)
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true)
  file.set(text, 8)
  return file
}

describe('openSafetensors', () => {
  it('reads what Python wrote, every dtype, from a path and from memory', async () => {
    for (const source of [path, bytes]) {
      const file = await openSafetensors(source)
      expect(file.metadata).toEqual(new Map([['format', 'pt']]))
      expect([...file.names].sort()).toEqual(Object.keys(values).sort())
      for (const [name, expected] of Object.entries(values)) {
        const tensor = await file.get(name)
        expect(tensor.shape).toEqual(expected.shape)
        const wanted = expected.values.map(fromPython)
        expect(numbers(tensor).map((value) => (tensor.dtype === 'I64' ? BigInt(value) : value))).toEqual(
          wanted.map((value) => (tensor.dtype === 'I64' ? BigInt(value) : value)),
        )
      }
    }
  })

  it('gives single precision from any float type and refuses integers', async () => {
    const file = await openSafetensors(path)
    const { shape, data } = await file.float32('f16')
    expect(shape).toEqual([8])
    expect([...data.slice(0, 4)]).toEqual([0, -0, 1.5, -2.25])
    expect((await file.float32('f64')).data[3]).toBe(2)
    await expect(file.float32('i32')).rejects.toMatchObject({ code: 'dtype-mismatch' })
    expect(() => file.info('nope')).toThrow(GraftError)
  })

  it('gives memory of its own, also where the bytes lie unaligned', async () => {
    const shifted = new Uint8Array(bytes.length + 1)
    shifted.set(bytes, 1)
    const file = await openSafetensors(shifted.subarray(1))
    const first = await file.float32('f32')
    first.data.fill(7)
    expect((await file.float32('f32')).data[2]).toBe(1.5)
  })

  it('refuses a file that changed after it was opened', async () => {
    const copy = join(await mkdtemp(join(tmpdir(), 'graft-io-')), 'a.safetensors')
    await writeFile(copy, bytes)
    const file = await openSafetensors(copy)
    await writeFile(copy, bytes.slice(0, -4))
    await expect(file.get('f32')).rejects.toMatchObject({ code: 'invalid-file' })
    await expect(openSafetensors(`${copy}.nope`)).rejects.toMatchObject({ code: 'not-found' })
    await expect(openSafetensors(tmpdir())).rejects.toMatchObject({ code: 'file-access' })
  })

  const tensor = (fields: string) => `{"a":{${fields}}}`
  const hostile: [string, Uint8Array, string][] = [
    ['empty', new Uint8Array(0), 'invalid-file'],
    ['shorter than its length field', new Uint8Array(7), 'invalid-file'],
    ['a header longer than the file', fileOf('{}').fill(0xff, 0, 8), 'invalid-file'],
    ['no JSON', fileOf('hello there'), 'invalid-file'],
    ['no UTF-8', fileOf('{}').fill(0xff, 8), 'invalid-file'],
    ['JSON of the wrong kind', fileOf('[1,2,3]'), 'invalid-file'],
    ['nesting', fileOf(`{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`), 'invalid-file'],
    ['text after the header', fileOf('{} x'), 'invalid-file'],
    ['data that no tensor owns', fileOf('{}  ', 8), 'invalid-file'],
    [
      'an unknown dtype',
      fileOf(tensor('"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]'), 1),
      'unsupported',
    ],
    [
      'a dtype from Object.prototype',
      fileOf(tensor('"dtype":"toString","shape":[],"data_offsets":[0,0]')),
      'unsupported',
    ],
    [
      'a negative dimension',
      fileOf(tensor('"dtype":"F32","shape":[-1],"data_offsets":[0,4]'), 4),
      'invalid-file',
    ],
    [
      'a broken dimension',
      fileOf(tensor('"dtype":"F32","shape":[1.5],"data_offsets":[0,4]'), 4),
      'invalid-file',
    ],
    [
      'a dimension with exponent',
      fileOf(tensor('"dtype":"F32","shape":[1e0],"data_offsets":[0,4]'), 4),
      'invalid-file',
    ],
    [
      'a product that overflows',
      fileOf(tensor('"dtype":"U8","shape":[4294967296,4294967296,0],"data_offsets":[0,0]')),
      'invalid-file',
    ],
    [
      'a shape that is too large',
      fileOf(tensor('"dtype":"F32","shape":[1000000000],"data_offsets":[0,4]'), 4),
      'invalid-file',
    ],
    [
      'offsets out of range',
      fileOf(tensor('"dtype":"F32","shape":[2],"data_offsets":[0,8]'), 4),
      'invalid-file',
    ],
    [
      'offsets backwards',
      fileOf(tensor('"dtype":"F32","shape":[1],"data_offsets":[4,0]'), 4),
      'invalid-file',
    ],
    ['a missing field', fileOf(tensor('"dtype":"F32","shape":[1]'), 4), 'invalid-file'],
    [
      'an unknown field',
      fileOf(tensor('"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":""'), 4),
      'invalid-file',
    ],
    [
      'a field twice',
      fileOf(tensor('"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]'), 4),
      'invalid-file',
    ],
    [
      'a tensor twice',
      fileOf(
        '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}',
        2,
      ),
      'invalid-file',
    ],
    [
      'shared bytes',
      fileOf(
        '{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}',
        2,
      ),
      'invalid-file',
    ],
    [
      'a gap',
      fileOf(
        '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}',
        3,
      ),
      'invalid-file',
    ],
    ['metadata that is no text', fileOf('{"__metadata__":{"a":1}}'), 'invalid-file'],
    ['an unfinished string', fileOf('{"abc'), 'invalid-file'],
    ['a bad escape', fileOf('{"\\x":{}}'), 'invalid-file'],
  ]
  it.each(hostile)('refuses %s', async (_, file, code) => {
    await expect(openSafetensors(file)).rejects.toMatchObject({ code })
  })

  it('opens the smallest file there is', async () => {
    expect((await openSafetensors(fileOf('{}'))).names).toEqual([])
  })

  it('survives 2,000 mutations: reads the file or says what is wrong, in bounded memory', async () => {
    let state = 12345
    const random = (below: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return Math.floor((state / 2 ** 32) * below)
    }
    const headerEnd = 8 + Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true))
    const awkward = '0123456789{}[]":,\\-.eE \u0000\u00ff'
    let read = 0
    let refused = 0
    for (let round = 0; round < 2000; round++) {
      let mutant = Uint8Array.from(bytes)
      for (let change = random(3); change >= 0; change--) {
        const place = random(random(4) === 0 ? mutant.length : Math.min(headerEnd, mutant.length))
        const kind = random(5)
        if (kind === 0) mutant[place] = random(256)
        else if (kind === 1) mutant[place] = awkward.charCodeAt(random(awkward.length))
        else if (kind === 2) mutant = mutant.slice(0, Math.max(1, place))
        else if (kind === 3) mutant.copyWithin(place, random(mutant.length), random(mutant.length))
        else
          mutant = Uint8Array.from([...mutant.subarray(0, place), ...mutant.subarray(random(mutant.length))])
      }
      try {
        const file = await openSafetensors(mutant)
        let total = 0
        for (const name of file.names) total += (await file.get(name)).data.byteLength
        expect(total).toBeLessThanOrEqual(mutant.length)
        read++
      } catch (error) {
        if (!GraftError.isInstance(error)) throw error
        refused++
      }
    }
    expect(read).toBeGreaterThan(50)
    expect(refused).toBeGreaterThan(1000)
  })
})
