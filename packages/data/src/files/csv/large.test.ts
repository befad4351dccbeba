import { open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runProgram } from '../../testing/run-program'

interface Found {
  readonly count: number
  readonly sum: number
  readonly characters: number
  readonly kept: number
  readonly seconds: number
  /** The most bytes that the process held (resident), with Node, the TypeScript loader and all. */
  readonly peak: number
}

/** Writes rows with quotes, separators and line ends in cells until the file has so many bytes. */
async function writeLarge(path: string, bytes: number) {
  const text =
    'Dear ""friend"",\nyou have won, as always, a very large and entirely honest sum of money. '.repeat(3)
  const plain = text.replaceAll('""', '"')
  const wanted = { count: 0, sum: 0, characters: 0 }
  const file = await open(path, 'w')
  await file.write('id,text,label,x,y\n')
  for (let written = 0; written < bytes; ) {
    const lines: string[] = []
    for (let at = 0; at < 4000; at++) {
      const id = wanted.count++
      lines.push(
        `${id},"${text}${id}",${id % 2 === 0 ? 'spam' : 'ham'},${id / 7},${id % 3 === 0 ? '' : id % 100}\n`,
      )
      wanted.characters += plain.length + String(id).length
      wanted.sum += id % 3 === 0 ? 0 : id % 100
    }
    const block = Buffer.from(lines.join(''))
    await file.write(block)
    written += block.length
  }
  await file.close()
  return wanted
}

async function measure(megabytes: number): Promise<void> {
  const path = join(tmpdir(), `graft-large-${process.pid}-${megabytes}.csv`)
  try {
    const wanted = await writeLarge(path, megabytes * 1e6)
    const found = await runProgram<Found>('stream-csv', [path])
    expect(found).toMatchObject({ ...wanted, kept: Math.ceil(wanted.count / 1000) })
    console.log(
      `${megabytes} MB in ${found.seconds.toFixed(1)} s, ${(megabytes / found.seconds).toFixed(0)} MB/s, peak ${(found.peak / 1e6).toFixed(0)} MB`,
    )
    expect(found.peak).toBeLessThan(300e6)
  } finally {
    await rm(path, { force: true })
  }
}

describe('a CSV file larger than memory', () => {
  it('of 60 MB takes less than 300 MB', () => measure(60))

  it('of 1 GB takes less than 300 MB', async (context) => {
    if (!process.env['GRAFT_GIGABYTE']) context.skip('GRAFT_GIGABYTE=1 runs it: it writes a file of 1 GB')
    await measure(1000)
  }, 600_000)
})
