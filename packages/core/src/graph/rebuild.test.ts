import { describe, expect, it } from 'vitest'
import { add, multiply, negate } from '../ops/arithmetic'
import { identity, stopGradient } from '../ops/cast'
import { gelu } from '../ops/composite/gelu'
import { layerNorm } from '../ops/composite/layer-norm'
import { softmax } from '../ops/composite/softmax'
import { transpose } from '../ops/layout'
import { literal } from '../ops/source'
import { composites } from '../ops/table'
import { Tensor } from '../tensor/tensor'
import { nodesBehind } from './graph'
import { rebuild } from './rebuild'

const x = new Tensor([2, 3], 'float32', { kind: 'placeholder', name: 'x' })
const names = (outputs: readonly Tensor[]) => nodesBehind(outputs).map(({ op }) => op.name)
const same = { replace: () => undefined }

describe('a rebuilt graph', () => {
  it('computes equal calls once', () => {
    const outputs = rebuild([add(negate(x), negate(x)), multiply(negate(x), 2), multiply(negate(x), 2)], same)
    expect(names(outputs).sort()).toEqual(['add', 'literal', 'multiply', 'negate'])
    expect(outputs[1]).toBe(outputs[2])
  })

  it('keeps calls apart whose attributes differ, however they are written', () => {
    const values = [0, -0, 1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    const outputs = rebuild(
      values.map((value) => literal(value)),
      same,
    )
    expect(new Set(outputs).size).toBe(values.length)
    const square = new Tensor([2, 2, 2], 'float32', { kind: 'placeholder', name: 'square' })
    const turned = rebuild([transpose(square, [1, 0, 2]), transpose(square, [0, 2, 1])], same)
    expect(turned[0]).not.toBe(turned[1])
  })

  it('drops names without effect', () => {
    const [output] = rebuild([identity(stopGradient(identity(x)))], same)
    expect(output).toBe(x)
  })

  it('replaces leaves and nodes', () => {
    const other = new Tensor([2, 3], 'float32', { kind: 'placeholder', name: 'other' })
    const inner = negate(x)
    const [output] = rebuild([add(inner, x)], {
      replace: (tensor) => (tensor === inner ? other : undefined),
    })
    const [node] = nodesBehind([output!])
    expect(node!.inputs).toEqual([other, x])
  })

  it('writes composites out unless they are kept', () => {
    const scale = new Tensor([3], 'float32', { kind: 'placeholder', name: 'scale' })
    const outputs = [softmax(gelu(x)), layerNorm(x, scale, scale)]
    expect(names(rebuild(outputs, same)).sort()).toEqual(['gelu', 'layerNorm', 'softmax'])
    const kept = names(rebuild(outputs, { ...same, keep: (name) => name === 'gelu' }))
    expect(kept).toContain('gelu')
    expect(kept).not.toContain('softmax')
    const written = names(rebuild(outputs, { ...same, keep: () => false }))
    for (const { name } of composites) expect(written).not.toContain(name)
  })
})
