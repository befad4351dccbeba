import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RandomKey } from '@graftjs/base'
import { afterAll, describe, expect, it } from 'vitest'

const program = fileURLToPath(new URL('./fixtures/train-until-killed.ts', import.meta.url))
const kills = 30
const folders: string[] = []

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

const newFolder = async (): Promise<string> => {
  folders.push(await mkdtemp(join(tmpdir(), 'graft-killed-')))
  return folders.at(-1)!
}

/** So long after the process has started, after its first step, or when a file is half written. */
type Moment =
  | { readonly after: 'start' | 'step'; readonly milliseconds: number }
  | { readonly after: 'writing' }

interface Ended {
  readonly killed: boolean
  readonly last: string
}

/** Runs the program in a folder, to its end or until it is killed. */
function run(folder: string, moment?: Moment): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const flags = ['--conditions=graft:source', '--import', 'tsx']
    const child = spawn(process.execPath, [...flags, program, folder], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const kill = () => child.kill('SIGKILL')
    const isHalfWritten = () => readdirSync(folder).some((name) => name.startsWith('.'))
    let timer: NodeJS.Timeout | undefined
    if (moment?.after === 'start') timer = setTimeout(kill, moment.milliseconds)
    if (moment?.after === 'writing') timer = setInterval(() => isHalfWritten() && kill(), 1)
    let output = ''
    child.stdout.on('data', (text: Buffer) => {
      output += String(text)
      if (moment?.after === 'step') timer ??= setTimeout(kill, moment.milliseconds)
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      if (signal !== 'SIGKILL' && code !== 0) reject(new Error(`the program ended with ${code}`))
      else resolve({ killed: signal === 'SIGKILL', last: output.trim().split('\n').at(-1) ?? '' })
    })
  })
}

/** Most of them while it trains, some before that, some in the middle of a checkpoint or of spooling the rows. */
function randomMoment(key: RandomKey): Moment {
  const [kind, time] = key.uniform(2)
  if (kind! < 0.25) return { after: 'writing' }
  if (kind! < 0.4) return { after: 'start', milliseconds: Math.round(1000 * time!) }
  return { after: 'step', milliseconds: Math.round(250 * time!) }
}

describe('a training that is killed', () => {
  it(`gives the bits of one that is not, ${kills} kills at random moments later`, {
    timeout: 600_000,
  }, async () => {
    const whole = JSON.parse((await run(await newFolder())).last) as { steps: number; digest: string }
    expect(whole.steps).toBeGreaterThan(50)
    const key = RandomKey.from(Date.now())
    const told: string[] = []
    let finished = 0
    let folder = await newFolder()
    const next = async (moment?: Moment): Promise<boolean> => {
      const { killed, last } = await run(folder, moment)
      if (killed) return true
      const { resumedAt, ...result } = JSON.parse(last) as Record<string, unknown>
      expect(result, `after ${told.join(', ')}`).toEqual({ ...whole, resumedAt: undefined })
      expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([])
      finished += 1
      folder = await newFolder()
      return false
    }
    while (told.length < kills) {
      const moment = randomMoment(key.fold(told.length).fold(finished))
      if (await next(moment))
        told.push(moment.after === 'writing' ? 'writing' : `${moment.after} + ${moment.milliseconds} ms`)
    }
    await next()
    console.log(`${told.length} kills of ${finished} trainings of ${whole.steps} steps: ${told.join(', ')}`)
  })
})
