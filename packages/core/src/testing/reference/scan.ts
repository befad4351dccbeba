import { elementCount } from '../../tensor/shape'
import type { Elements } from './elements'
import type { Kernel } from './kernel'

export const scan: Kernel<'scan'> = ({ inputs, attributes, size, run }) => {
  const { body, carries, slices, reverse } = attributes
  const length = size(attributes.length)
  const cut = inputs.slice(carries, carries + slices)
  const constants = inputs.slice(carries + slices)
  let carry = inputs.slice(0, carries)
  const steps: (readonly Elements[])[] = []
  for (let i = 0; i < length; i++) {
    const at = reverse ? length - 1 - i : i
    const results = run(body, [...carry, ...cut.map((stack) => sliceOf(stack, at)), ...constants])
    carry = results.slice(0, carries)
    steps[at] = results.slice(carries)
  }
  const outputs = body.outputs.slice(carries).map((_, index) => joined(steps.map((step) => step[index]!)))
  return [...carry.map(({ data }) => data), ...outputs]
}

function sliceOf({ shape, dtype, data }: Elements, at: number): Elements {
  const inner = shape.slice(1)
  const count = elementCount(inner)
  return { shape: inner, dtype, data: data.subarray(at * count, (at + 1) * count) }
}

const joined = (pieces: readonly Elements[]): Float64Array =>
  Float64Array.from(pieces.flatMap(({ data }) => [...data]))
