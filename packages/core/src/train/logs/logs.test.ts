import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { fit } from '../fit'
import { type Job, job } from '../fixtures/points'
import { crc32c } from './crc32c'
import { jsonlLog } from './jsonl-log'
import { type TensorBoardEvent, tensorBoardRecord } from './tensorboard-event'
import { tensorBoardLog } from './tensorboard-log'

const python = process.env['GRAFT_PYTHON']
const made: string[] = []

afterAll(async () => {
  for (const folder of made) await rm(folder, { recursive: true, force: true })
})

async function folder(): Promise<string> {
  made.push(await mkdtemp(join(tmpdir(), 'graft-logs-')))
  return made.at(-1)!
}

/** Three epochs of four steps, measured after each. */
const logged = (changes: Partial<Job>): Job =>
  job({ validate: async () => ({ score: 0.5 }), clipNorm: 1, ...changes })

/** Aborts a run after a step. */
function stopAfter(stop: number) {
  const controller = new AbortController()
  return {
    signal: controller.signal,
    onProgress: ({ step }: { step: number }) => step === stop && controller.abort(),
  }
}

describe('the checksum of records', () => {
  /** RFC 3720, appendix B.4. */
  it.each([
    [new Uint8Array(32), 0x8a9136aa],
    [new Uint8Array(32).fill(0xff), 0x62a8ab43],
    [Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    [Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
    [new TextEncoder().encode('123456789'), 0xe3069283],
  ])('is CRC-32C', (bytes, crc) => {
    expect(crc32c(bytes)).toBe(crc)
  })
})

describe('a record for TensorBoard', () => {
  interface Fixture {
    readonly seconds: number
    readonly cases: readonly {
      event: TensorBoardEvent & { values?: Record<string, string> }
      record: string
    }[]
  }
  const path = new URL('fixtures/events.json', import.meta.url)
  const { seconds, cases } = JSON.parse(readFileSync(path, 'utf8')) as Fixture
  const numbers: Readonly<Record<string, number>> = { nan: Number.NaN, inf: Number.POSITIVE_INFINITY }

  it.each(cases)('has the bytes that TensorBoard writes: $event', ({ event, record }) => {
    const values = Object.fromEntries(
      Object.entries(event.values ?? {}).map(([tag, value]) => [tag, numbers[value] ?? Number(value)]),
    )
    const bytes = tensorBoardRecord({ ...event, values } as TensorBoardEvent, seconds)
    expect(Buffer.from(bytes).toString('hex')).toBe(record)
  })
})

describe('a log for TensorBoard', () => {
  it('shows in TensorBoard every step once, of a run that was stopped and went on, too', async (context) => {
    if (!python) return context.skip('GRAFT_PYTHON names no Python with tensorboard')
    if (spawnSync(python, ['-c', 'import tensorboard']).status !== 0)
      return context.skip(`${python} has no tensorboard`)
    const path = await folder()
    const checkpoint = { folder: await folder(), fingerprint: '' }
    const log = () => [tensorBoardLog(join(path, 'run'))]
    // The first process writes two steps more than its last checkpoint knows of.
    const failing = { callbacks: [...log(), { onStep: failAt(6) }] }
    await expect(fit(logged({ ...failing, checkpoint }))).rejects.toThrow('killed')
    const result = await fit(logged({ callbacks: log(), checkpoint }))
    expect(result.resumedAt).toBe(4)
    expect(await readdir(join(path, 'run'))).toHaveLength(2)

    const script = fileURLToPath(new URL('fixtures/read_events.py', import.meta.url))
    const { status, stdout, stderr } = spawnSync(python, [script, join(path, 'run')], { encoding: 'utf8' })
    expect(status, stderr).toBe(0)
    const seen = JSON.parse(stdout) as Record<string, [number, number][]>
    expect(Object.keys(seen).sort()).toEqual([
      'epoch/loss',
      'gradient norm',
      'learning rate',
      'loss',
      'validation/score',
    ])
    expect(seen['loss']).toEqual(result.losses.map((loss, index) => [index + 1, Math.fround(loss)]))
    expect(seen['validation/score']).toEqual([4, 8, 12].map((step) => [step, 0.5]))
    expect(seen['epoch/loss']!.map(([step]) => step)).toEqual([4, 8, 12])
  })
})

function failAt(step: number) {
  return (event: { step: number }) => {
    if (event.step === step) throw new Error('killed')
  }
}

describe('a log of lines', () => {
  type Line = { event: string; time: string; step: number; loss?: number; epoch?: number }
  const linesOf = async (path: string) =>
    (await readFile(path, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line)
  const brief = (lines: readonly Line[]) => lines.map(({ event, step }) => `${event} ${step}`)

  it('holds every event of a run', async () => {
    const path = join(await folder(), 'deep', 'log.jsonl')
    const { losses } = await fit(logged({ epochs: 1, callbacks: [jsonlLog(path)] }))
    const lines = await linesOf(path)
    expect(brief(lines)).toEqual([
      'start 0',
      'step 1',
      'step 2',
      'step 3',
      'step 4',
      'validation 4',
      'epoch 4',
      'end 4',
    ])
    expect(lines.filter(({ event }) => event === 'step').map(({ loss }) => loss)).toEqual(losses)
    expect(lines[1]).toEqual({
      event: 'step',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      step: 1,
      steps: 4,
      epoch: 1,
      loss: losses[0],
      metrics: {},
      learningRate: 0.05,
      gradientNorm: expect.any(Number),
    })
    expect(lines[5]).toMatchObject({ measured: { score: 0.5 }, isBest: false })
    expect(lines[7]).toMatchObject({ outcome: 'finished' })
  })

  it('holds every step once, of a run that was killed and went on, too', async () => {
    const path = join(await folder(), 'log.jsonl')
    const checkpoint = { folder: await folder(), fingerprint: '' }
    const failing = fit(logged({ checkpoint, callbacks: [jsonlLog(path), { onStep: failAt(6) }] }))
    await expect(failing).rejects.toThrow('killed')
    await appendFile(path, '{"event":"step","ti')
    const { losses } = await fit(logged({ checkpoint, callbacks: [jsonlLog(path)] }))
    const lines = await linesOf(path)
    const steps = lines.filter(({ event }) => event === 'step')
    expect(steps.map(({ step }) => step)).toEqual(losses.map((_, index) => index + 1))
    expect(steps.map(({ loss }) => loss)).toEqual(losses)
    expect(brief(lines).filter((line) => !line.startsWith('step'))).toEqual([
      'start 0',
      'validation 4',
      'epoch 4',
      'start 4',
      'validation 8',
      'epoch 8',
      'validation 12',
      'epoch 12',
      'end 12',
    ])
  })

  it('says how a run ended that was aborted, and goes on after the lines of other runs', async () => {
    const path = join(await folder(), 'log.jsonl')
    await writeFile(path, '{"event":"start","step":0}\n{"event":"step","step":99}\n')
    const checkpoint = { folder: await folder(), fingerprint: '' }
    const first = fit(logged({ ...stopAfter(2), checkpoint, callbacks: [jsonlLog(path)] }))
    await expect(first).rejects.toMatchObject({ code: 'aborted' })
    expect(brief(await linesOf(path)).at(-1)).toBe('end 2')
    await fit(logged({ epochs: 3, checkpoint, callbacks: [jsonlLog(path)] }))
    const lines = brief(await linesOf(path))
    expect(lines.slice(0, 6)).toEqual(['start 0', 'step 99', 'start 0', 'step 1', 'step 2', 'start 2'])
    expect(lines.at(-1)).toBe('end 12')
  })

  it.each([
    ['lines', jsonlLog],
    ['TensorBoard', tensorBoardLog],
  ])('in a place that cannot be written ends the run before its first step: %s', async (_, log) => {
    const file = join(await folder(), 'taken')
    await writeFile(file, '')
    const run = fit(logged({ callbacks: [log(join(file, 'log'))] }))
    await expect(run).rejects.toMatchObject({ code: 'file-access', message: expect.stringContaining(file) })
  })
})
