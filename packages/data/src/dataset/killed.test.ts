import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { Chance } from '../testing/random-table'
import { runProgram } from '../testing/run-program'

const program = fileURLToPath(new URL('../testing/read-until-killed.ts', import.meta.url))

interface Checkpoint {
  readonly seen: number[][]
}

/** What a run has seen so far; nothing before its first checkpoint. */
async function seenIn(folder: string): Promise<number[][]> {
  const text = await readFile(join(folder, 'checkpoint.json'), 'utf8').catch(() => '{ "seen": [] }')
  const { seen }: Checkpoint = JSON.parse(text)
  return seen
}

/** Begins a run, and kills it at some moment after so many more batches. */
async function killedRun(folder: string, batches: number, milliseconds: number): Promise<void> {
  const wanted = (await seenIn(folder)).length + batches
  const options = ['--conditions=graft:source', '--import', 'tsx', program, folder]
  const child = spawn(process.execPath, options, { stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  while ((await seenIn(folder)).length < wanted) await wait(3)
  await wait(milliseconds)
  child.kill('SIGKILL')
  await ended
}

it('a reading that is killed again and again delivers what an uninterrupted one does', async () => {
  const [whole, killed] = await Promise.all(
    ['whole', 'killed'].map((name) => mkdtemp(join(tmpdir(), `graft-${name}-`))),
  )
  await runProgram('read-until-killed', [whole!])
  const chance = new Chance(11)
  for (let times = 0; times < 5; times++) await killedRun(killed!, 1 + chance.below(6), chance.below(20))
  expect((await seenIn(killed!)).length).toBeLessThan((await seenIn(whole!)).length)
  await runProgram('read-until-killed', [killed!])
  expect(await seenIn(killed!)).toEqual(await seenIn(whole!))
  await rm(whole!, { recursive: true })
  await rm(killed!, { recursive: true })
})
