import { describe, expect, it } from 'vitest'
import { add, divide, multiply, subtract } from '../ops/arithmetic'
import { sqrt } from '../ops/unary'
import type { Tensor } from '../tensor/tensor'
import { traceGraph } from '../transform/trace-graph'
import { adamw } from './adamw'
import { chain } from './chain'
import { clipByGlobalNorm } from './clip'
import type { Optimizer } from './gradient-transform'
import { updateAll } from './optimizer'

const shape = [4]
const inputs = Object.fromEntries(
  ['p', 'g', 'first.p', 'second.p'].map((name) => [name, { dtype: 'float32', shape } as const]),
)
type Inputs = Readonly<Record<string, Tensor>>

/** A graph as text, its operands by the names of inputs and the numbers of nodes. */
function listed(f: (inputs: Inputs) => Inputs, scalars: readonly string[]): string[] {
  const numbers = Object.fromEntries(scalars.map((name) => [name, { dtype: 'float32', shape: [] } as const]))
  const { graph, inputNames } = traceGraph(f, { ...inputs, ...numbers })
  const names = new Map(graph.inputs.map((input, index) => [input, inputNames[index]!]))
  const lines = graph.nodes.map((node, index) => {
    node.outputs.forEach((output) => {
      names.set(output, `%${index}`)
    })
    const operands = node.inputs.map((input) => names.get(input))
    return `${node.op.name}(${operands.join(', ')})${JSON.stringify(node.attributes)}`
  })
  return [...lines, ...graph.outputs.map((output) => names.get(output)!)]
}

/** The update that the benchmark of MiniLM's step was tuned on: eleven operations for every parameter. */
function tuned(inputs: Inputs, clip: string | undefined, decays: boolean): Inputs {
  const given = clip ? multiply(inputs['g']!, inputs[clip]!) : inputs['g']!
  const scalar = (name: string) => inputs[`${clip ? '1.' : ''}${name}`]!
  const first = add(multiply(inputs['first.p']!, 0.9), given)
  const second = add(multiply(inputs['second.p']!, 0.999), multiply(given, given))
  const change = divide(multiply(first, scalar('0.rate')), add(sqrt(second), scalar('0.floor')))
  const kept = decays ? multiply(inputs['p']!, scalar('1.keep')) : inputs['p']!
  return { p: subtract(kept, change), 'first.p': first, 'second.p': second }
}

const updated =
  (optimizer: Optimizer) =>
  ({ p, g, 'first.p': first, 'second.p': second, ...scalars }: Inputs): Inputs => {
    const state = { 'first.p': first!, 'second.p': second! }
    const next = updateAll(optimizer, { p: p! }, { p: g! }, state, scalars)
    return { ...next.parameters, ...next.state }
  }

describe("AdamW's update", () => {
  it('is the graph that the engine was tuned on', () => {
    const scalars = Object.keys(adamw().scalars({ step: 1, learningRate: 1 }))
    expect(listed(updated(adamw()), scalars)).toEqual(
      listed((inputs) => tuned(inputs, undefined, true), scalars),
    )
    expect(listed(updated(adamw()), scalars)).toHaveLength(11 + 2 + 3)
  })

  it('has no operation for decay where nothing decays', () => {
    const optimizer = adamw({ decays: (name) => name !== 'p' })
    const scalars = Object.keys(optimizer.scalars({ step: 1, learningRate: 1 }))
    expect(listed(updated(optimizer), scalars)).toEqual(
      listed((inputs) => tuned(inputs, undefined, false), scalars),
    )
    expect(listed(updated(adamw({ weightDecay: 0 })), scalars)).toEqual(listed(updated(optimizer), scalars))
  })

  it('takes one operation more to clip by the global norm', () => {
    const optimizer = chain(clipByGlobalNorm(1), adamw())
    const scalars = Object.keys(optimizer.scalars({ step: 1, learningRate: 1, gradientNorm: 1 }))
    expect(listed(updated(optimizer), scalars)).toEqual(
      listed((inputs) => tuned(inputs, '0.clip', true), scalars),
    )
  })
})
