import { expect } from 'vitest'
import { KernelMemory } from '../kernel-memory'
import type { Kernels } from '../kernels'
import { plainKernels } from '../plain'
import { compiledKernels, kernelModule } from '../web-assembly'

/** What a test lays down in a memory: what to run, and the arrays that hold the results. */
export interface Prepared<
  Results extends Readonly<Record<string, Float32Array | Float64Array | Int32Array>>,
> {
  readonly run: (kernels: Kernels) => void
  readonly results: Results
}

/** Runs the same by compiled kernels and by their plain twins, demands the same bits, and returns the results. */
export function both<Results extends Readonly<Record<string, Float32Array | Float64Array | Int32Array>>>(
  prepare: (memory: KernelMemory) => Prepared<Results>,
): Results {
  const module = kernelModule()
  if (!module) throw new Error('this machine cannot run the compiled kernels')
  const [compiled, plain] = [new KernelMemory(), new KernelMemory()]
  const [first, second] = [prepare(compiled), prepare(plain)]
  first.run(compiledKernels(module, compiled.shared))
  second.run(plainKernels(plain.shared.buffer))
  for (const [name, result] of Object.entries(first.results)) {
    const twin = second.results[name]!
    expect(bitsOf(result), name).toEqual(bitsOf(twin))
  }
  return first.results
}

function bitsOf({ buffer, byteOffset, byteLength }: Float32Array | Float64Array | Int32Array): Int32Array {
  return Int32Array.from(new Int32Array(buffer, byteOffset, byteLength / 4))
}
