import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { BindingRuntime } from './binding/runtime'
import { floats, power, powerFeeds, product, room, valuesOf } from './fixtures/models'

/** How processes end: ours during a run, and the child of the binding runtime. */
const endDuringRun = new URL('./fixtures/end-during-run.ts', import.meta.url)
const startAnyhow = new URL('./fixtures/start-anyhow.ts', import.meta.url)
const built = existsSync(join(import.meta.dirname, '../../dist/binding-child.js'))
if (!built) console.warn('The binding runtime is not tested: packages/onnx is not built (npx tsup).')

describe.each([{ kind: 'native' }, { kind: 'binding' }])('a program on the $kind runtime', ({ kind }) => {
  describe.runIf(kind === 'native' || built)('that ends during a run', () => {
    test('exits with its own code', async () => {
      expect(await program([], endDuringRun, kind, 'exit')).toMatchObject({
        code: 7,
        signal: null,
        errors: '',
      })
    })

    test('reports an uncaught error as always', async () => {
      const { code, signal, errors } = await program([], endDuringRun, kind, 'throw')
      expect({ code, signal }).toEqual({ code: 1, signal: null })
      expect(errors).toContain('thrown during a run')
    })

    test('leaves no process behind when it is killed', async () => {
      const { signal, output } = await program([], endDuringRun, kind, 'kill')
      expect(signal).toBe('SIGKILL')
      await expect.poll(() => isAlive(Number(output)), { timeout: 10_000 }).toBe(false)
    })

    test('but only awaits the run ends after it', async () => {
      const ended = await program([], endDuringRun, kind, 'wait')
      expect(ended).toMatchObject({ code: 0, errors: '', output: expect.stringMatching(/finished$/) })
    })
  })
})

describe.runIf(built)('without koffi', () => {
  test('the binding is used, and the reason told', async () => {
    const preload = ['--import', join(import.meta.dirname, 'fixtures/without-koffi.mjs')]
    const { code, output, errors } = await program(preload, startAnyhow)
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
    expect(output).toMatch(/^because: .*Cannot find the native Koffi module.*\nkind: binding$/)
  })
})

describe.runIf(built)("the binding's child", () => {
  test('that dies during a run is an error of that run and of all that follows', async () => {
    const runtime = await BindingRuntime.start({ threads: 2 })
    const session = await runtime.createSession(power, { name: 'power' })
    const memory = runtime.allocate(8)
    const running = session.run(powerFeeds(runtime, 100_000), [room(runtime, [64, 64])])
    await pause(50)
    process.kill(runtime.pid ?? 0, 'SIGKILL')
    const death = { code: 'engine-failure', message: expect.stringMatching(/ended by SIGKILL/) }
    await expect(running).rejects.toMatchObject(death)
    await expect(session.run(powerFeeds(runtime, 1), [room(runtime, [64, 64])])).rejects.toMatchObject(death)
    await expect(runtime.createSession(product)).rejects.toMatchObject(death)
    await expect(runtime.read(memory)).rejects.toMatchObject(death)
    runtime.free(memory)
    await runtime.close()
  })

  test.runIf(existsSync('/proc/self/statm'))(
    'does not grow over 300 sessions and 600 MB of memory, freed or forgotten',
    async () => {
      const runtime = await BindingRuntime.start({ threads: 1 })
      const cycle = async (round: number) => {
        const session = await runtime.createSession(product)
        const y = room(runtime, [1, 2])
        await session.run(
          [floats(runtime, [1, 2, 3], [1, 3]), floats(runtime, [1, 0, 0, 1, 1, 1], [3, 2])],
          [y],
        )
        expect(await valuesOf(runtime, y)).toEqual([4, 5])
        await session.release()
        const large = runtime.allocate(2 ** 21)
        await runtime.write(large, Uint8Array.of(round))
        runtime.free(large)
      }
      for (let round = 0; round < 100; round += 1) await cycle(round)
      const before = residentBytes(runtime.pid)
      for (let round = 0; round < 300; round += 1) await cycle(round)
      expect((residentBytes(runtime.pid) - before) / 2 ** 20).toBeLessThan(150)
      await runtime.close()
      expect(isAlive(runtime.pid ?? 0)).toBe(false)
    },
  )
})

interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly output: string
  readonly errors: string
}

/** Runs a program from its source. */
function program(flags: readonly string[], url: URL, ...args: string[]): Promise<Ending> {
  const source = ['--conditions=graft:source', '--import', 'tsx', ...flags]
  const child = spawn(process.execPath, [...source, fileURLToPath(url), ...args], {
    cwd: import.meta.dirname,
  })
  let output = ''
  let errors = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) =>
      resolve({ code, signal, output: output.trim(), errors: errors.trim() }),
    )
  })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Resident memory of a process, as Linux reports it. */
function residentBytes(pid: number | undefined): number {
  return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096
}
