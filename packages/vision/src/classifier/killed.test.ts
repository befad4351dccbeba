import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RandomKey } from '@graftjs/base'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { drawings } from './fixtures/drawings'
import { temporaryFolder, tinyModel } from './fixtures/models'

const built = fileURLToPath(new URL('../../dist/index.js', import.meta.url))

/** A program as a user would write it: fine-tunes from the checkpoint folder and saves. Tells each step. */
const program = `
import { readFileSync } from 'node:fs'
const { ImageClassifier, colorJitter, cutMix, horizontalFlip, inSequence, randomResizedCrop } = await import(process.argv[2])
const [model, checkpoint, saved, rows] = process.argv.slice(3)
const classifier = await ImageClassifier.finetune(model, {
  train: JSON.parse(readFileSync(rows, 'utf8')), validation: 0.2, method: 'finetune', epochs: 3, batchSize: 8, seed: 7,
  averageDecay: 0.9,
  augmentation: inSequence(randomResizedCrop({ width: 32, height: 32 }), horizontalFlip(), colorJitter({ brightness: 0.3 })),
  mix: cutMix(),
  checkpoint: { folder: checkpoint, everySteps: 2 },
  onWarning: () => undefined,
  onProgress: ({ phase, step }) => { if (phase === 'train') process.stdout.write('step ' + step + '\\n') },
})
await classifier.save(saved)
const { losses, history } = classifier.training
process.stdout.write(JSON.stringify({ losses, history }) + '\\n')
`

/** 64 training rows of 80, three epochs of eight steps. */
const steps = 24

interface Ended {
  readonly code: number | null
  readonly output: string
}

if (!existsSync(built)) console.warn('No run is killed: packages/vision is not built (npx tsup).')

describe.skipIf(!existsSync(built))('a fine-tuning that is killed (on the built package)', () => {
  it('goes on to the same bits, augmentation and all, wherever in an epoch it was', {
    timeout: 300_000,
  }, async () => {
    const folder = await temporaryFolder()
    const model = await tinyModel()
    const script = join(folder, 'program.mjs')
    await writeFile(script, program)
    const rows = await Promise.all(
      drawings(80, ['disc', 'bar']).map(async ({ picture: { width, height, pixels }, label }, row) => {
        const picture = join(folder, `${row}.png`)
        await sharp(pixels, { raw: { width, height, channels: 3 } })
          .png()
          .toFile(picture)
        return { picture, label }
      }),
    )
    await writeFile(join(folder, 'rows.json'), JSON.stringify(rows))

    const run = (name: string, killAfter?: number): Promise<Ended> =>
      new Promise((resolve, reject) => {
        const paths = [model, join(folder, `${name}-checkpoint`), join(folder, `${name}-saved`)]
        const child = spawn(process.execPath, [script, built, ...paths, join(folder, 'rows.json')], {
          stdio: ['ignore', 'pipe', 'inherit'],
        })
        let output = ''
        child.stdout.on('data', (text: Buffer) => {
          output += String(text)
          if (killAfter !== undefined && output.includes(`step ${killAfter}\n`)) child.kill('SIGKILL')
        })
        child.on('error', reject)
        child.on('close', (code) => resolve({ code, output }))
      })
    const weights = async (name: string) =>
      createHash('sha256')
        .update(await readFile(join(folder, `${name}-saved`, 'model.safetensors')))
        .digest('hex')
    const result = ({ output }: Ended): { losses: number[]; history: unknown } =>
      JSON.parse(output.trim().split('\n').at(-1)!)

    const whole = await run('whole')
    expect(whole.code).toBe(0)
    const { losses, history } = result(whole)
    expect(losses).toHaveLength(steps)

    // One in each third of the run, in the middle of an epoch of eight steps.
    const moments = Array.from(
      RandomKey.from(Date.now()).uniform(3),
      (draw, epoch) => 8 * epoch + 2 + Math.floor(5 * draw),
    )
    console.log(`killed after steps ${moments.join(', ')}`)
    for (const step of moments)
      expect((await run('killed', step)).code, `killed after step ${step}`).toBe(null)
    expect(readdirSync(join(folder, 'killed-checkpoint')).length).toBeGreaterThan(0)
    const resumed = await run('killed')
    expect(resumed.code).toBe(0)
    expect(resumed.output).not.toContain('step 1\n')
    expect(result(resumed)).toEqual({ losses, history })
    expect(await weights('killed')).toBe(await weights('whole'))
  })
})
