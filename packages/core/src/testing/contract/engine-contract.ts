import { GraftError } from '@graftjs/base'
import type { Engine } from '../../engine/engine'
import type { DType } from '../../tensor/dtype'
import { referenceEngine } from '../reference/reference-engine'
import { behaviours } from './behaviour/table'
import { storage } from './cases/storage'
import { cases } from './cases/table'
import { checkCase } from './check-case'
import { ObservedEngine } from './observed-engine'
import type { TestFramework } from './test-framework'

export interface ContractOptions {
  /** Dtypes that the engine cannot hold: it must say so. */
  readonly without?: readonly DType[]
}

/**
 * Defines the tests that every engine must pass: each operation and its gradients within
 * `1e-5 · max|reference| + 1e-6` of the float64 reference, also with symbolic sizes, and what the core relies
 * on beside that (donation, aborts, memory, errors).
 *
 *     import * as vitest from 'vitest'
 *     engineContract('onnx', () => onnxEngine(), vitest)
 */
export function engineContract(
  name: string,
  createEngine: () => Promise<Engine>,
  { describe, it, beforeAll, afterAll }: TestFramework,
  { without = [] }: ContractOptions = {},
): void {
  describe(`${name} keeps the engine contract`, () => {
    let engine: Engine
    const reference = referenceEngine()
    beforeAll(async () => {
      engine = await createEngine()
    })
    afterAll(() => engine.close())

    for (const [op, list] of Object.entries({ ...cases, 'storage dtypes': storage })) {
      describe(op, () => {
        for (const test of list) {
          const refused = test.inputs.some(({ dtype }) => without.includes(dtype))
          if (!refused) it(test.name, () => checkCase(test, engine, reference))
          else it(`${test.name}, which it refuses`, () => assertRefused(checkCase(test, engine, reference)))
        }
      })
    }
    for (const [theme, list] of Object.entries(behaviours)) {
      describe(theme, () => {
        for (const [sentence, check] of Object.entries(list)) {
          it(sentence, () => check({ engine: new ObservedEngine(engine), createEngine }))
        }
      })
    }
  })
}

async function assertRefused(run: Promise<void>): Promise<void> {
  const error: unknown = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (GraftError.isInstance(error) && error.code === 'unsupported') return
  throw new Error(`a dtype that the engine is said not to hold gave ${error ? String(error) : 'a result'}`)
}
