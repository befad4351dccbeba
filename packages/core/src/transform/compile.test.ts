import { describe, expect, it } from 'vitest'
import { setDefaultEngine } from '../engine/default-engine'
import { add, multiply } from '../ops/arithmetic'
import { sum } from '../ops/broadcast'
import { iota } from '../ops/source'
import { scalar, tensor, zeros } from '../tensor/create'
import type { Tensor } from '../tensor/tensor'
import { ObservedEngine } from '../testing/contract/observed-engine'
import { referenceEngine } from '../testing/reference/reference-engine'
import { compile } from './compile'
import { evaluate, readData } from './evaluate'

const numbers = async (x: Tensor) => Array.from(await readData(x), Number)

describe('a compiled function', () => {
  it('is traced once for each structure, dtype and fixed size', async () => {
    const engine = new ObservedEngine(referenceEngine())
    let traced = 0
    const program = compile(
      (x: { readonly a: Tensor; readonly b?: Tensor }) => {
        traced++
        return x.b ? add(x.a, x.b) : multiply(x.a, 2)
      },
      { engine },
    )
    await program({ a: tensor([1, 2]) })
    await program({ a: tensor([3, 4]) })
    expect(traced).toBe(1)
    await program({ a: tensor([1, 2]), b: tensor([1, 2]) })
    await program({ a: tensor([1, 2, 3]) })
    await program({ a: tensor([1, 2], { dtype: 'float64' }) })
    expect(traced).toBe(4)
    await program({ a: tensor([5, 6]) })
    expect([traced, engine.compiled]).toEqual([4, 4])
  })

  it('forgets the least recently used of many cases, and frees it', async () => {
    const inner = referenceEngine()
    let disposed = 0
    const engine = new ObservedEngine(inner)
    const compileGraph = inner.compile.bind(inner)
    inner.compile = async (graph) => {
      const executable = await compileGraph(graph)
      return {
        run: (inputs, options) => executable.run(inputs, options),
        dispose: async () => {
          disposed++
        },
      }
    }
    const program = compile((x: Tensor) => sum(x), { engine })
    for (let size = 1; size <= 32; size++) await program(zeros([size]))
    await program(zeros([1]))
    await program(zeros([33]))
    await new Promise((resolve) => setTimeout(resolve))
    expect([engine.compiled, disposed]).toEqual([33, 1])
    await program(zeros([1]))
    expect(engine.compiled).toBe(33)
    await program(zeros([2]))
    expect(engine.compiled).toBe(34)
    await program.dispose()
    expect(disposed).toBe(34)
  })

  it('has its own case on each engine, also where engines have one name', async () => {
    const [one, two] = [new ObservedEngine(referenceEngine()), new ObservedEngine(referenceEngine())]
    const program = compile((x: Tensor) => add(x, 1))
    try {
      for (const engine of [one, two, one]) {
        setDefaultEngine(engine)
        expect(await numbers(await program(tensor([1])))).toEqual([2])
      }
    } finally {
      setDefaultEngine(undefined)
    }
    expect([one.compiled, two.compiled]).toEqual([1, 1])
  })

  it('takes a computation that has not run yet as an argument', async () => {
    const program = compile((x: Tensor) => multiply(x, 2), { engine: referenceEngine() })
    const pending = add(tensor([1, 2]), 1)
    expect(await numbers(await program(pending))).toEqual([4, 6])
    expect(await numbers(await program(pending))).toEqual([4, 6])
  })

  it('says what to do when there is no engine', async () => {
    await expect(compile((x: Tensor) => x)(scalar(1))).rejects.toThrow(/setDefaultEngine/)
  })

  it('refuses what cannot be traced', async () => {
    const engine = referenceEngine()
    const asynchronous = compile(async (x: Tensor) => x, { engine })
    await expect(asynchronous(scalar(1))).rejects.toThrow(/promise/)
    let escaped: Tensor | undefined
    const leaking = compile(
      (x: Tensor) => {
        escaped = add(x, 1)
        return escaped
      },
      { engine },
    )
    await leaking(scalar(1))
    await expect(evaluate([escaped!], engine)).rejects.toThrow(/traced function/)
    const stale = compile((x: Tensor) => add(x, escaped!), { engine })
    await expect(stale(scalar(1))).rejects.toThrow(/traced function/)
    const early: Promise<unknown>[] = []
    const reading = compile(
      (x: Tensor) => {
        early.push(readData(x))
        return x
      },
      { engine },
    )
    await Promise.allSettled([reading(scalar(1))])
    await expect(early[0]).rejects.toThrow(/traced function/)
  })

  it('keeps a donated tensor that it also captures, or is given twice', async () => {
    const engine = new ObservedEngine(referenceEngine())
    const captured = tensor([1, 2])
    const program = compile((x: Tensor) => [add(x, 1), multiply(captured, x)] as const, {
      engine,
      donate: [0],
    })
    const [shifted, square] = await program(captured)
    expect([await numbers(shifted), await numbers(square)]).toEqual([
      [2, 3],
      [1, 4],
    ])
    expect(await numbers(captured)).toEqual([1, 2])
    const both = compile((x: Tensor, y: Tensor) => [add(x, 1), add(y, 2)] as const, {
      engine,
      donate: [0, 1],
    })
    expect(await Promise.all((await both(captured, captured)).map(numbers))).toEqual([
      [2, 3],
      [3, 4],
    ])
    expect(await numbers(captured)).toEqual([1, 2])
    expect(engine.live.size).toBe(5)
  })

  it('reads a size from an argument whose elements it does not need', async () => {
    const program = compile((x: Tensor) => iota(x.shape[0]!), { engine: referenceEngine(), dynamic: [['n']] })
    expect(await numbers(await program(zeros([3])))).toEqual([0, 1, 2])
    expect(await numbers(await program(zeros([2])))).toEqual([0, 1])
  })
})
