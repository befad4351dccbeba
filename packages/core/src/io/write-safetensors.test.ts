import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, it } from 'vitest'
import { openSafetensors } from './tensor-file'
import { type TensorToWrite, writeSafetensors } from './write-safetensors'

const everyType = fileURLToPath(new URL('./fixtures/every-type.safetensors', import.meta.url))
const miniLM = fileURLToPath(
  new URL('../../../../models/all-minilm-l6-v2/weights/model.safetensors', import.meta.url),
)

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graft-io-'))
  path = join(folder, 'model.safetensors')
})

describe('writeSafetensors', () => {
  it.each([everyType, miniLM])(
    'writes what the reference writer writes, byte for byte: %s',
    async (original) => {
      const file = await openSafetensors(original)
      const lazily = [...file.names].reverse().map((name): [string, TensorToWrite] => {
        const { dtype, shape } = file.info(name)
        return [name, { dtype, shape, data: async () => (await file.get(name)).data }]
      })
      await writeSafetensors(path, lazily)
      expect((await readFile(path)).equals(await readFile(original))).toBe(true)
    },
  )

  it('aligns every tensor to its element size, whatever the names and the order', async () => {
    const tensors: [string, TensorToWrite][] = [
      ['a', { dtype: 'U8', shape: [3], data: new Uint8Array(3) }],
      ['é', { dtype: 'F64', shape: [1], data: new Float64Array(1) }],
      ['b', { dtype: 'F16', shape: [1], data: new Uint16Array(1) }],
      ['c', { dtype: 'F32', shape: [], data: new Float32Array([5]) }],
    ]
    await writeSafetensors(path, tensors, { metadata: {} })
    const first = await readFile(path)
    await writeSafetensors(path, tensors.reverse(), { metadata: {} })
    expect((await readFile(path)).equals(first)).toBe(true)
    expect(Number(first.readBigUInt64LE(0)) % 8).toBe(0)
    const file = await openSafetensors(path)
    expect(file.names).toEqual(['é', 'c', 'b', 'a'])
    expect((await file.float32('c')).data).toEqual(new Float32Array([5]))
  })

  it('rounds float32 into F16 and BF16', async () => {
    const data = new Float32Array([1.0009765625 + 2 ** -12, 65504])
    await writeSafetensors(path, [
      ['half', { dtype: 'F16', shape: [2], data }],
      ['brain', { dtype: 'BF16', shape: [2], data }],
    ])
    const file = await openSafetensors(path)
    expect([...(await file.float32('half')).data]).toEqual([1.0009765625, 65504])
    expect([...(await file.float32('brain')).data]).toEqual([1, 65536])
  })

  const one = new Float32Array(1)
  const bad: [string, [string, TensorToWrite][]][] = [
    [
      'a name twice',
      [
        ['a', { dtype: 'F32', shape: [1], data: one }],
        ['a', { dtype: 'F32', shape: [1], data: one }],
      ],
    ],
    ['the reserved name', [['__metadata__', { dtype: 'F32', shape: [1], data: one }]]],
    ['too few numbers', [['a', { dtype: 'F32', shape: [2], data: one }]]],
    ['the wrong array', [['a', { dtype: 'I64', shape: [1], data: one }]]],
    ['a broken shape', [['a', { dtype: 'F32', shape: [0.5], data: one }]]],
  ]
  it.each(bad)('refuses %s and leaves no file', async (_, tensors) => {
    await expect(writeSafetensors(path, tensors)).rejects.toMatchObject({ code: 'invalid-data' })
    expect(await readdir(folder)).toEqual([])
  })
})
