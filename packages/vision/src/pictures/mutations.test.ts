import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const fixtures = fileURLToPath(new URL('fixtures/', import.meta.url))
const program = fileURLToPath(new URL('../testing/decode-mutants.ts', import.meta.url))
const run = promisify(execFile)

it('2,000 damaged pictures and archives are decoded or refused with a GraftError, never a crash', async () => {
  const pictures = readdirSync(fixtures).filter((name) => !/\.(py|json)$/.test(name))
  const folder = mkdtempSync(join(tmpdir(), 'graft-archive-'))
  const tar = join(folder, 'pictures.tar')
  await run('tar', ['-cf', tar, '-C', fixtures, 'rgb.png', 'rgb.jpg', 'grey.png'])
  const files = [...pictures.map((name) => join(fixtures, name)), tar]
  // In a process of its own, since a decoder that crashes would take this one along.
  const { stdout } = await run(
    process.execPath,
    ['--import', 'tsx', '--conditions=graft:source', program, '2000', '0', ...files],
    { timeout: 300_000 },
  )
  rmSync(folder, { recursive: true })
  const found: { read: number; refused: number; slowest: number; other: string[]; peak: number } =
    JSON.parse(stdout)
  console.log(`${found.read} read, ${found.refused} refused, the slowest in ${Math.round(found.slowest)} ms`)
  expect(found.other).toEqual([])
  expect(found.read + found.refused).toBe(2000)
  expect(Math.min(found.read, found.refused)).toBeGreaterThan(200)
  expect(found.slowest).toBeLessThan(20_000)
  expect(found.peak).toBeLessThan(600e6)
}, 300_000)
