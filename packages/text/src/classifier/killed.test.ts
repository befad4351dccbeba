import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import { miniLM, temporaryFolder } from './fixtures/models'
import { rowsOf } from './fixtures/rows'

const built = fileURLToPath(new URL('../../dist/index.js', import.meta.url))

/** A program as a user would write it: fine-tunes from the checkpoint folder and saves. Tells each step. */
const program = `
import { readFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
const { TextClassifier } = await import(process.argv[2])
const [model, checkpoint, saved, rows] = process.argv.slice(3)
const delay = monitorEventLoopDelay({ resolution: 5 })
const classifier = await TextClassifier.finetune(model, {
  train: JSON.parse(readFileSync(rows, 'utf8')), validation: 0.2, epochs: 3, batchSize: 8, maxLength: 24, seed: 7,
  checkpoint: { folder: checkpoint, everySteps: 2 },
  onWarning: () => undefined,
  onProgress: ({ phase, step }) => {
    if (phase === 'train') process.stdout.write('step ' + step + '\\n')
    if (phase === 'train' && step === 3) delay.enable()
  },
})
delay.disable()
await classifier.save(saved)
const { losses, history } = classifier.training
process.stdout.write(JSON.stringify({ losses, history, p99: delay.percentile(99) / 1e6 }) + '\\n')
`

/** 48 training rows of 60, three epochs of six steps. */
const steps = 18

/**
 * When to kill a run: so many steps' time after a step, or after the first that it does beyond; or in the middle of the
 * first checkpoint that follows.
 */
interface Moment {
  readonly step: number
  readonly later: number | 'writing'
}

interface Ended {
  readonly code: number | null
  readonly output: string
}

if (!existsSync(built)) console.warn('No run is killed: packages/text is not built (npx tsup).')

describe.skipIf(!existsSync(built))('a fine-tuning that is killed (on the built package)', () => {
  it('goes on to the same bits, wherever it was, and leaves the event loop free', {
    timeout: 300_000,
  }, async () => {
    const folder = await temporaryFolder()
    const script = join(folder, 'program.mjs')
    const rows = join(folder, 'rows.json')
    await writeFile(script, program)
    await writeFile(rows, JSON.stringify(rowsOf(60, ['spam', 'work'])))
    const checkpoints = (name: string) => join(folder, `${name}-checkpoint`)

    /** What a step takes on this machine, as the first run shows. A later run may be faster, and goes by its own steps. */
    let stepMilliseconds = 0
    const run = (name: string, kill?: Moment): Promise<Ended> =>
      new Promise((resolve, reject) => {
        const paths = [miniLM, checkpoints(name), join(folder, `${name}-saved`), rows]
        const child = spawn(process.execPath, [script, built, ...paths], {
          stdio: ['ignore', 'pipe', 'inherit'],
        })
        let output = ''
        let firstStep = 0
        let timer: NodeJS.Timeout | undefined
        const killNow = () => child.kill('SIGKILL')
        child.stdout.on('data', (text: Buffer) => {
          output += String(text)
          firstStep ||= performance.now()
          if (!kill && output.includes(`step ${steps}\n`))
            stepMilliseconds ||= (performance.now() - firstStep) / (steps - 1)
          const seen = Array.from(output.matchAll(/step (\d+)\n/g), ([, step]) => Number(step))
          // A run goes on after the last checkpoint, which may be beyond the step.
          if (!kill || timer || !seen.some((step) => step >= kill.step)) return
          const own = seen.length > 1 ? (performance.now() - firstStep) / (seen.length - 1) : Infinity
          timer =
            kill.later === 'writing'
              ? setInterval(() => halfWritten(checkpoints(name)).length > 0 && killNow(), 1)
              : setTimeout(killNow, kill.later * Math.min(own, stepMilliseconds))
        })
        child.on('error', reject)
        child.on('close', (code) => {
          clearInterval(timer)
          resolve({ code, output })
        })
      })
    const weights = async (name: string) =>
      createHash('sha256')
        .update(await readFile(join(folder, `${name}-saved`, 'model.safetensors')))
        .digest('hex')
    const result = ({ output }: Ended) =>
      JSON.parse(output.trim().split('\n').at(-1)!) as { losses: number[]; history: unknown; p99: number }

    // This process only waits meanwhile: its own delay is that of a busy machine.
    const idle = monitorEventLoopDelay({ resolution: 5 })
    idle.enable()
    const whole = await run('whole')
    idle.disable()
    expect(whole.code).toBe(0)
    expect(stepMilliseconds).toBeGreaterThan(0)
    const { losses, history, p99 } = result(whole)
    const noise = idle.percentile(99) / 1e6
    console.log(`event loop delay, p99: ${p99.toFixed(1)} ms training, ${noise.toFixed(1)} ms idle beside it`)
    expect(losses).toHaveLength(steps)
    expect(p99).toBeLessThan(30)

    const moments = fiveMoments(RandomKey.from(Date.now()))
    console.log(`killed at ${JSON.stringify(moments)}`)
    for (const moment of moments) {
      expect((await run('killed', moment)).code, `killed at ${JSON.stringify(moment)}`).toBe(null)
      if (moment.later === 'writing') expect(halfWritten(checkpoints('killed'))).toHaveLength(1)
    }
    const resumed = await run('killed')
    expect(resumed.code).toBe(0)
    expect(resumed.output).not.toContain('step 1\n')
    expect(result(resumed)).toMatchObject({ losses, history })
    expect(await weights('killed')).toBe(await weights('whole'))
    expect(halfWritten(checkpoints('killed'))).toEqual([])
  })
})

/** One in each fifth of the run, two of them in the middle of writing. */
function fiveMoments(key: RandomKey): Moment[] {
  const places = key.fold(0).uniform(5)
  const delays = key.fold(1).uniform(5)
  const writing = new Set(key.fold(2).permutation(5).subarray(0, 2))
  return Array.from(places, (place, turn) => ({
    step: 1 + Math.floor(((turn + place) * (steps - 4)) / 5),
    later: writing.has(turn) ? 'writing' : delays[turn]!,
  }))
}

/** What a checkpoint is called until it is whole. */
const halfWritten = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('.step-')) : []
