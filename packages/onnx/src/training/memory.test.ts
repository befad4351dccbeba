import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const programs = {
  mixedLengths: new URL('./fixtures/mixed-lengths.ts', import.meta.url),
  frozenWeights: new URL('./fixtures/frozen-weights.ts', import.meta.url),
  manyGraphs: new URL('./fixtures/many-graphs.ts', import.meta.url),
  manyTrainings: new URL('./fixtures/many-trainings.ts', import.meta.url),
}

/** The resident megabytes that a program tells, each in a process of its own. */
function megabytes(program: keyof typeof programs, ...args: string[]): number[] {
  const flags = ['--conditions=graft:source', '--import', 'tsx']
  const path = fileURLToPath(programs[program])
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, path, ...args], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`)
  return stdout.trim().split('\n').map(Number)
}

describe('memory', { timeout: 300_000 }, () => {
  it('is the same from step 50 to step 250 on batches of mixed lengths, to 5 %', () => {
    const steps = megabytes('mixedLengths')
    expect(steps).toHaveLength(250)
    const after50 = steps[49]!
    const most = Math.max(...steps.slice(50))
    console.log(`${after50.toFixed(0)} MB after 50 steps, at most ${most.toFixed(0)} MB until step 250`)
    expect(most).toBeLessThan(1.05 * after50)
  })

  /** Beside the engine's own, ONNX Runtime's: as laid out for its kernels, and not as they were as well. */
  it('of frozen weights is at most once more than that of the weights', () => {
    const [open, frozen] = megabytes('frozenWeights')
    console.log(
      `${open!.toFixed(0)} MB with 128 MB of weights, ${(frozen! - open!).toFixed(0)} more when frozen`,
    )
    expect(frozen! - open!).toBeLessThan(1.3 * 128)
  })

  it.each(['disposed', 'forgotten', 'eager'])(
    'grows by less than 20 MB over 1,000 small graphs: %s',
    (kind) => {
      const [before, after] = megabytes('manyGraphs', kind)
      console.log(`${kind}: ${before!.toFixed(0)} MB and ${(after! - before!).toFixed(1)} more`)
      expect(after! - before!).toBeLessThan(20)
    },
  )

  /** What they computed with, 16 MB each, would be 480 MB. */
  it('grows by less than 60 MB over thirty trainings in one process, whenever garbage is collected', () => {
    const trainings = megabytes('manyTrainings')
    expect(trainings).toHaveLength(40)
    const most = Math.max(...trainings.slice(10))
    console.log(
      `${trainings[9]!.toFixed(0)} MB after 10 trainings, at most ${most.toFixed(0)} MB until the 40th`,
    )
    expect(most - trainings[9]!).toBeLessThan(60)
  })
})
