import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { GraftError } from '@graftjs/base'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { readFixture } from '../testing/fixture'
import { decodePicture } from './decode-picture'
import type { PictureSource } from './picture-source'

const folder = new URL('fixtures/', import.meta.url)
const decoded = readFixture<{ name: string; size: [number, number]; pixels: string }[]>(
  new URL('decoded.json', folder),
)
const pathOf = (name: string) => fileURLToPath(new URL(name, folder))

/** Greatest differences from Pillow, where its arithmetic is another: opacity, and AVIF's colours. */
const levels: Record<string, number> = { 'rgba.png': 1, 'grey-alpha.png': 1, 'picture.avif': 1 }

describe.each(decoded)('$name', ({ name, size, pixels }) => {
  it('has the pixels that Pillow finds', async () => {
    const found = await decodePicture(pathOf(name))
    const wanted = Buffer.from(pixels, 'base64')
    expect([found.width, found.height]).toEqual(size)
    expect(found.pixels.length).toBe(wanted.length)
    const furthest = wanted.reduce(
      (most, level, at) => Math.max(most, Math.abs(level - found.pixels[at]!)),
      0,
    )
    expect(furthest).toBeLessThanOrEqual(levels[name] ?? 0)
  })
})

it('takes bytes, buffers, blobs, addresses and pixels', async () => {
  const path = pathOf('rgb.png')
  const bytes = await readFile(path)
  const wanted = await decodePicture(path)
  const served = createServer((_, response) => response.end(bytes)).listen(0)
  const { port } = served.address() as AddressInfo
  const { data } = await sharp(path).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  const sources: PictureSource[] = [
    bytes,
    new Uint8Array(bytes).buffer,
    new Blob([new Uint8Array(bytes)]),
    pathToFileURL(path),
    `http://localhost:${port}/rgb.png`,
    `data:image/png;base64,${bytes.toString('base64')}`,
    { width: wanted.width, height: wanted.height, data: new Uint8ClampedArray(data) },
    wanted,
  ]
  for (const source of sources) expect(await decodePicture(source)).toEqual(wanted)
  served.close()
})

const jpeg = await readFile(pathOf('rgb.jpg'))
const png = await readFile(pathOf('rgb.png'))
const patched = (bytes: Uint8Array, at: number, values: readonly number[]) => {
  const copy = new Uint8Array(bytes)
  copy.set(values, at)
  return copy
}
const sof = jpeg.indexOf(Buffer.from([0xff, 0xc0]))
const svg =
  '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg><text>&x;</text></svg>'

it.each<[string, PictureSource, string, RegExp]>([
  ['zero bytes', new Uint8Array(0), 'invalid-file', /a buffer.*|0 bytes/],
  ['a truncated JPEG', jpeg.subarray(0, jpeg.length - 150), 'invalid-file', /cannot be decoded/],
  ['a truncated PNG', png.subarray(0, png.length - 150), 'invalid-file', /cannot be decoded/],
  ['a JPEG of its header alone', jpeg.subarray(0, sof + 12), 'invalid-file', /cannot be decoded/],
  [
    'a JPEG that says 50,000 × 50,000',
    patched(jpeg, sof + 5, [0xc3, 0x50, 0xc3, 0x50]),
    'invalid-file',
    /50000 × 50000/,
  ],
  [
    'a PNG that says 50,000 × 50,000',
    patched(png, 16, [0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50]),
    'invalid-file',
    /50000 × 50000/,
  ],
  ['text', Buffer.from('not a picture'), 'invalid-file', /no picture/],
  ['an SVG with an external entity', Buffer.from(svg), 'unsupported', /SVG/],
  ['an SVG in UTF-16', Buffer.from(`\ufeff${svg}`, 'utf16le'), 'unsupported', /SVG/],
  ['a BMP', Buffer.from('BM000000000000'), 'unsupported', /BMP/],
  ['a PDF', Buffer.from('%PDF-1.7 …'), 'unsupported', /PDF/],
  ['a HEIC', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic'), 'unsupported', /HEIC/],
  ['a path that is not there', '/no/such/picture.png', 'file-access', /no\/such/],
  ['a folder', fileURLToPath(folder), 'file-access', /fixtures/],
  ['an address that nobody answers', 'http://localhost:1/a.png', 'network', /localhost/],
  [
    'pixels that are too few',
    { width: 4, height: 4, data: new Uint8Array(60) },
    'invalid-data',
    /width · height/,
  ],
])('refuses %s', async (_, source, code, message) => {
  const error: unknown = await decodePicture(source).catch((thrown: unknown) => thrown)
  expect(String(error)).toMatch(message)
  expect(GraftError.isInstance(error) && error.code).toBe(code)
})

it('refuses more pixels or bytes than allowed, of every format', async () => {
  for (const { name, size } of decoded) {
    const few = decodePicture(pathOf(name), { maxPixels: size[0] * size[1] - 1 })
    await expect(few, name).rejects.toThrow(/18 × 12|12 × 18|pixel limit/)
  }
  await expect(decodePicture(pathOf('rgb.png'), { maxBytes: 100 })).rejects.toThrow(/549 bytes/)
  await expect(decodePicture(png, { maxBytes: 100, name: 'cats/1.png' })).rejects.toThrow(/cats\/1.png/)
})

it('refuses a bomb of a megabyte, 300 unpacked, without decoding it', async () => {
  const side = 10_001
  const plain = sharp({ create: { width: side, height: side, channels: 3, background: 'red' } })
  const bomb = await plain.png({ compressionLevel: 6, adaptiveFiltering: false }).toBuffer()
  expect(bomb.length).toBeLessThan(2e6)
  const before = process.memoryUsage().rss
  await expect(decodePicture(bomb)).rejects.toThrow(/10001 × 10001/)
  expect(process.memoryUsage().rss - before).toBeLessThan(100e6)
})

it('reads by content, whatever the name', async () => {
  const path = join(tmpdir(), `graft-${process.pid}.gif`)
  await writeFile(path, png)
  expect(await decodePicture(path)).toEqual(await decodePicture(png))
})

it('stops when its signal has fired', async () => {
  await expect(decodePicture(png, { signal: AbortSignal.abort() })).rejects.toThrow()
})
