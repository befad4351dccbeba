import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
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
  train: JSON.parse(readFileSync(rows, 'utf8')), validation: 0.2, epochs: 5, batchSize: 8, maxLength: 24, seed: 7, checkpoint,
  onWarning: () => undefined,
  onProgress: ({ phase, step }) => {
    if (phase === 'train') process.stdout.write('step ' + step + '\\n')
    if (phase === 'train' && step === 3) delay.enable()
  },
})
delay.disable()
await classifier.save(saved)
process.stdout.write(JSON.stringify({ losses: classifier.training.losses, p99: delay.percentile(99) / 1e6 }) + '\\n')
`

interface Ended {
  readonly code: number | null
  readonly output: string
}

describe.skipIf(!existsSync(built))('a fine-tuning that is killed (on the built package)', () => {
  it('goes on to the same bits, wherever it was, and leaves the event loop free', {
    timeout: 300_000,
  }, async () => {
    const folder = await temporaryFolder()
    const script = join(folder, 'program.mjs')
    const rows = join(folder, 'rows.json')
    await writeFile(script, program)
    await writeFile(rows, JSON.stringify(rowsOf(60, ['spam', 'work'])))

    /** Runs the program; with a time in milliseconds it is killed so long after its first step. */
    const run = (name: string, killAfter?: number): Promise<Ended> =>
      new Promise((resolve, reject) => {
        const paths = [miniLM, join(folder, `${name}-checkpoint`), join(folder, `${name}-saved`), rows]
        const child = spawn(process.execPath, [script, built, ...paths], {
          stdio: ['ignore', 'pipe', 'inherit'],
        })
        let output = ''
        let timer: NodeJS.Timeout | undefined
        child.stdout.on('data', (text: Buffer) => {
          output += String(text)
          if (killAfter !== undefined) timer ??= setTimeout(() => child.kill('SIGKILL'), killAfter)
        })
        child.on('error', reject)
        child.on('close', (code) => {
          clearTimeout(timer)
          resolve({ code, output })
        })
      })
    const weights = async (name: string) =>
      createHash('sha256')
        .update(await readFile(join(folder, `${name}-saved`, 'model.safetensors')))
        .digest('hex')
    const result = ({ output }: Ended) =>
      JSON.parse(output.trim().split('\n').at(-1)!) as { losses: number[]; p99: number }

    const started = performance.now()
    const whole = await run('whole')
    const duration = performance.now() - started
    expect(whole.code).toBe(0)
    const { losses, p99 } = result(whole)
    console.log(`event loop delay while training: p99 ${p99.toFixed(1)} ms`)
    expect(p99).toBeLessThan(30)

    // Short enough that five of them do not reach the end.
    const moments = RandomKey.from(Date.now())
      .uniform(5)
      .map((moment) => 0.15 * moment * duration)
    let kills = 0
    for (const moment of moments) {
      const { code } = await run('killed', moment)
      if (code === null) kills++
    }
    const resumed = await run('killed')
    console.log(
      `killed ${kills} times, the moments being ${Array.from(moments, (m) => m.toFixed(2)).join(', ')}`,
    )
    expect(kills).toBeGreaterThan(0)
    expect(resumed.code).toBe(0)
    expect(result(resumed).losses).toEqual(losses)
    expect(await weights('killed')).toBe(await weights('whole'))
  })
})
