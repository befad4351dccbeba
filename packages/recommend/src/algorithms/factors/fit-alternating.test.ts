import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { KernelSession } from '../../kernels/kernel-session'
import { quietly } from '../../kernels/testing/quietly'
import type { CompressedRows } from '../../sparse'
import type { Alternating } from './alternating'
import { AlternatingDescent } from './fit-alternating'

interface Fixture {
  readonly users: number
  readonly items: number
  readonly factors: number
  readonly alpha: number
  readonly regularization: number
  readonly iterations: number
  readonly matrix: readonly number[]
  readonly als: Readonly<
    Record<
      'gradients' | 'cholesky',
      Readonly<Record<'startUsers' | 'startItems' | 'users' | 'items', number[]>>
    >
  >
}

const fixture: Fixture = JSON.parse(
  readFileSync(new URL('../fixtures/from-implicit.json', import.meta.url), 'utf8'),
)
const { users, items, factors, alpha, regularization } = fixture

const methods: Readonly<Record<'gradients' | 'cholesky', Alternating['method']>> = {
  gradients: { kind: 'gradients', steps: 3 },
  cholesky: { kind: 'cholesky' },
}

describe.each(['gradients', 'cholesky'] as const)('alternating least squares by %s', (kind) => {
  const method = methods[kind]
  const alternating: Alternating = {
    factors,
    iterations: fixture.iterations,
    method,
    seed: 1,
    spread: 0.1,
    confidence: (weight) => 1 + alpha * weight,
    weights: { slope: 1, shift: -1, floor: 0 },
    unobserved: 1,
    centred: false,
    coldItems: false,
    penalty: () => regularization,
    scale: 'order',
  }

  it('gives the factors that implicit gives from the same start', async () => {
    const session = new KernelSession(quietly(2))
    const descent = await AlternatingDescent.start(session, alternating, rowsOf(fixture), 0)
    const { startUsers, startItems, ...expected } = fixture.als[kind]
    const start = {
      userFactors: Float32Array.from(startUsers),
      itemFactors: Float32Array.from(startItems),
    }
    descent.set({ users, items, depth: factors, ...start })
    for (let iteration = 0; iteration < fixture.iterations; iteration++) {
      await descent.solveUsers(method)
      await descent.solveItems(method)
    }
    const found = descent.factors()
    near(found.userFactors, expected.users)
    near(found.itemFactors, expected.items)
  })
})

function near(found: Float32Array, expected: readonly number[]): void {
  expect(found.length).toBe(expected.length)
  expected.forEach((value, at) => {
    expect(Math.abs(found[at]! - value)).toBeLessThan(1e-4)
  })
}

function rowsOf({ users, items, matrix }: Fixture): CompressedRows {
  const offsets = new Int32Array(users + 1)
  const indices: number[] = []
  for (let user = 0; user < users; user++) {
    for (let item = 0; item < items; item++) if (matrix[user * items + item] !== 0) indices.push(item)
    offsets[user + 1] = indices.length
  }
  const values = Float32Array.from(matrix.filter((value) => value !== 0))
  return { rows: users, columns: items, offsets, indices: Int32Array.from(indices), values }
}
