import { describe, expect, it } from 'vitest'
import { boundedDecompressor, checkPageSize } from './decompress'
import { checkDelta } from './delta'
import { checkRuns } from './runs'
import { ThriftReader } from './thrift'
import { checkZstdFrame } from './zstd-frame'

const bytes = (...values: number[]) => Uint8Array.from(values)

describe('what a hostile file claims is checked before a decoder believes it', () => {
  it('runs of more values than there are to be', () => {
    const runs = (...values: number[]) => checkRuns(bytes(...values), 0, values.length, 1, 10, { wanted: 1 })
    expect(runs(20, 1)).toEqual({ end: 2, found: 10 }) // ten times 1
    expect(runs(5, 0b00000011, 0b00000011)).toEqual({ end: 3, found: 4 }) // sixteen places, ten values
    expect(() => runs(22, 1)).toThrow(/repeats a value 11 times for 10/)
    expect(() => runs(0xfe, 0xff, 0xff, 0xff, 0x0f, 1)).toThrow(/repeats a value 2147483647 times/)
    expect(() => runs(0xff, 0xff, 0xff, 0xff, 0x0f, 1)).toThrow(/packs/)
    expect(() => runs(0, 1)).toThrow(/0 times/)
    expect(() => runs(20)).toThrow(/too early/)
    expect(() => runs(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1)).toThrow(/damaged header/)
    expect(() => checkRuns(bytes(20, 3), 0, 2, 2, 10, { limit: 3 })).toThrow(/the 3th entry/)
  })

  it('lists in blocks that never end', () => {
    // 128 values in 4 parts; 7, then 9 = 7 + 2 + 0.
    const list = [0x80, 0x01, 4, 2, 14, 4, 0, 0, 0, 0]
    expect(checkDelta(bytes(...list), 0, 2, true)).toEqual({ end: 10, values: Int32Array.of(7, 9) })
    for (const head of [
      [0, 4],
      [0x80, 0x01, 0],
      [0x80, 0x01, 0xff, 0xff, 0xff, 0xff, 0x0f],
      [7, 7],
      [0xff, 0xff, 0xff, 0xff, 0x0f, 4],
    ]) {
      expect(() => checkDelta(bytes(...head, 2, 14, 4, 0, 0, 0, 0), 0, 2, true)).toThrow(/packed in blocks/)
    }
    expect(() => checkDelta(bytes(...list.slice(0, 8)), 0, 2, true)).toThrow(/too early/)
  })

  it('headers whose lists and texts are longer than the file', () => {
    const struct = (...values: number[]) => new ThriftReader(bytes(...values)).struct()
    expect(struct(0x15, 4, 0x18, 1, 65, 0)).toEqual(new Map<number, unknown>([[1, 2], [2, bytes(65)]])) // biome-ignore format: a table
    expect(() => struct(0x19, 0xf5, 0xff, 0xff, 0xff, 0xff, 0x0f, 0)).toThrow(/list of 4294967295 entries/)
    expect(() => struct(0x18, 0xff, 0xff, 0xff, 0xff, 0x0f, 0)).toThrow(/text of 4294967295 bytes/)
    expect(() => struct(...new Array(100).fill(0x1c))).toThrow(/nests too deeply/)
    expect(() => struct(0x15)).toThrow(/too early/)
    expect(() => struct(0x1b, 0)).toThrow(/unknown type 11/)
  })

  it('pages that become a thousand times larger', () => {
    expect(() => checkPageSize(10, 5_000_000)).toThrow(/10 bytes is to become 5000000/)
    expect(() => checkPageSize(1_000_000, 300_000_000)).toThrow()
    const short = boundedDecompressor('GZIP', () => new Uint8Array(3))
    expect(() => short(bytes(1), 4)).toThrow(/becomes 3 bytes instead of 4/)
    const frame =
      (...rest: number[]) =>
      () =>
        checkZstdFrame(bytes(0x28, 0xb5, 0x2f, 0xfd, ...rest), 100)
    expect(frame(0x20, 100, 0x23, 0x03, 0x00, 7)).not.toThrow() // 100 times 7
    expect(frame(0x20, 99, 0x23, 0x03, 0x00, 7)).toThrow(/becomes 99 bytes/)
    expect(frame(0x00, 0xff, 0x23, 0x03, 0x00, 7)).toThrow(/window/)
    expect(frame(0x00, 0x00, 0x02, 0x00, 0x10, 7, 0x03, 0x00, 0x10, 7)).toThrow(/more than 100 bytes/)
    expect(frame(0x20, 100, 0x22, 0x03, 0x00, 7)).toThrow(/between blocks/)
    expect(() => checkZstdFrame(new Uint8Array(20), 100)).toThrow(/no Zstandard frame/)
  })
})
