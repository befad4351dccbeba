// Decodes damaged copies of files in a process of its own and prints as JSON how it went.
// Arguments: how many of all, the seed of the first, the files.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { GraftError, RandomKey } from '@graftjs/base'
import { decodePicture } from '../pictures/decode-picture'
import { listPictures } from '../pictures/sources/list-pictures'

/** A piece that is gone, copied elsewhere or overwritten by numbers that headers do not expect, or a few bytes. */
function mutate(bytes: Uint8Array, key: RandomKey): Uint8Array {
  const copy = new Uint8Array(bytes)
  const [kind, first, second, third] = key.uniform(4)
  const place = (uniform: number | undefined) => Math.floor(uniform! * copy.length)
  const at = place(first)
  if (kind! < 1 / 6) return copy.subarray(0, at)
  if (kind! < 2 / 6) return copy.copyWithin(at, place(second), place(third))
  if (kind! < 3 / 6) {
    const wild = [0xff, 0x7f, 0x00, 0x80][Math.floor(second! * 4)]!
    return copy.fill(wild, at, at + 1 + Math.floor(third! * 8))
  }
  // Half of all changes are in the first bytes, where the headers are.
  const reach = second! < 0.5 ? Math.min(64, copy.length) : copy.length
  for (const draw of key.fold(0).uniform(1 + Math.floor(third! * 4))) {
    copy[Math.floor(draw * reach)] = Math.floor(draw * 1e6) & 255
  }
  return copy
}

const folder = mkdtempSync(join(tmpdir(), 'graft-mutants-'))

/** Whether anything could be read. */
async function read(bytes: Uint8Array, extension: string): Promise<boolean> {
  const limits = { maxPixels: 4e6 }
  if (!['.tar', '.zip'].includes(extension)) {
    await decodePicture(bytes, limits)
    return true
  }
  const path = join(folder, `mutant${extension}`)
  writeFileSync(path, bytes)
  const { pictures } = await listPictures(path)
  for (const { picture } of pictures) await decodePicture(picture, limits)
  return pictures.length > 0
}

const [count, seed, ...files] = process.argv.slice(2)
const tally = { read: 0, refused: 0, slowest: 0, other: [] as string[] }
const originals = files.map((file) => ({ file, bytes: readFileSync(file), extension: extname(file) }))
for (let at = Number(seed); at < Number(seed) + Number(count); at++) {
  const { file, bytes, extension } = originals[at % originals.length]!
  const started = performance.now()
  try {
    if (await read(mutate(bytes, RandomKey.from(at)), extension)) tally.read++
    else tally.refused++
  } catch (error) {
    if (GraftError.isInstance(error)) tally.refused++
    else tally.other.push(`${file} ${at}: ${error instanceof Error ? error.stack : String(error)}`)
  }
  tally.slowest = Math.max(tally.slowest, performance.now() - started)
}
rmSync(folder, { recursive: true })
console.log(JSON.stringify({ ...tally, peak: process.resourceUsage().maxRSS * 1024 }))
