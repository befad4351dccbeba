import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RandomKey } from '@graftjs/base'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundled } from '../testing/bundled'
import { readArrays } from './array-file'
import { loadRecommender } from './load'

const kills = 20
let folder: string
let program: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graft-killed-'))
  program = join(folder, 'program.mjs')
  await bundled(new URL('./testing/fit-until-killed.ts', import.meta.url), program)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const newFolder = async (name: string): Promise<string> => {
  await mkdir(join(folder, name))
  return join(folder, name)
}

/** At a step of the work, counted from the start of the process, or when a file is half written. */
type Moment = { readonly atStep: number } | 'writing'

interface Ended {
  readonly killed: boolean
  readonly last: string
}

/** Runs the program to its end, or until it is killed. */
function run(place: string, moment?: Moment): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, place], { stdio: ['ignore', 'pipe', 'inherit'] })
    const isHalfWritten = () => readdirSync(place).some((name) => name.startsWith('.'))
    const watch =
      moment === 'writing' ? setInterval(() => isHalfWritten() && child.kill('SIGKILL'), 1) : undefined
    let output = ''
    child.stdout.on('data', (text: Buffer) => {
      output += String(text)
      if (typeof moment === 'object' && output.split('\n').length > moment.atStep) child.kill('SIGKILL')
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearInterval(watch)
      if (signal !== 'SIGKILL' && code !== 0) reject(new Error(`the program ended with ${code}`))
      else resolve({ killed: signal === 'SIGKILL', last: output.trim().split('\n').at(-1) ?? '' })
    })
  })
}

/** Every model and checkpoint that lies in a folder is whole. */
async function expectWhole(place: string): Promise<void> {
  for (const name of readdirSync(place)) {
    if (name.startsWith('.')) continue
    if (name.endsWith('.model')) await loadRecommender(join(place, name))
    else await readArrays(join(place, name))
  }
}

describe('a fit or a save that is killed', () => {
  it(`leaves no half-written file and goes on to the same bits, ${kills} kills later`, {
    timeout: 300_000,
  }, async () => {
    const whole = (await run(await newFolder('whole'))).last
    expect(whole).toMatch(/"digest"/)
    const key = RandomKey.from(Date.now())
    const told: string[] = []
    let finished = 0
    let place = await newFolder('0')
    while (told.length < kills) {
      const [kind, step] = key.fold(told.length).fold(finished).uniform(2)
      const moment: Moment = kind! < 0.35 ? 'writing' : { atStep: 1 + Math.floor(40 * step!) }
      const { killed, last } = await run(place, moment)
      await expectWhole(place)
      if (killed) {
        told.push(moment === 'writing' ? 'writing' : `after ${last}`)
        continue
      }
      expect(last, `after ${told.join(', ')}`).toBe(whole)
      place = await newFolder(`${++finished}`)
    }
    expect((await run(place)).last, `after ${told.join(', ')}`).toBe(whole)
    // Neither checkpoints nor what was half written are left behind.
    expect(readdirSync(place).filter((name) => !name.endsWith('.model'))).toEqual([])
    console.log(`${told.length} kills: ${told.join(', ')}`)
  })
})
