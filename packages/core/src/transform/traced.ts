import type { GraftError } from '@graftjs/base'
import { nodesBehind } from '../graph/graph'
import { mistake } from '../tensor/mistake'
import { formatShape } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'

/** Whether a tensor is an argument of a traced function, or computed from one: then it never has elements. */
export function isTraced(tensor: Tensor): boolean {
  const { source } = tensor
  if (source.kind === 'placeholder') return source.remedy === undefined
  if (source.kind !== 'node') return false
  return nodesBehind([tensor]).some(({ inputs }) =>
    inputs.some(({ source }) => source.kind === 'placeholder' && source.remedy === undefined),
  )
}

/** Throws at once where a traced tensor is to be read: a traced function cannot wait for a promise. */
export function assertReadable(tensor: Tensor): void {
  if (isTraced(tensor)) throw withoutElements(tensor)
}

/** The error of a tensor whose elements a computation needs, and which has none. */
export function withoutElements(tensor: Tensor): GraftError {
  const { source, dtype, shape } = tensor
  const described = `The tensor ${dtype} ${formatShape(shape)}`
  if (source.kind === 'placeholder' && source.remedy) {
    return mistake('invalid-data', {
      what: `${described} is ${source.name}, and a computation needs its elements.`,
      fix: source.remedy,
    })
  }
  return mistake('inside-trace', {
    what: `${described} belongs to a traced function, in which tensors have no elements.`,
    fix: 'Return it from the traced function and read the result, or use where() instead of a branch on its value.',
  })
}

/** Throws where a function that is to be traced has returned a promise, whose own failure is then not told again. */
export function assertSynchronous(what: string, result: unknown): void {
  if (typeof result !== 'object' || result === null || !('then' in result)) return
  Promise.resolve(result).catch(() => undefined)
  throw mistake('inside-trace', {
    what: `${what} returned a promise.`,
    fix: 'Make it synchronous: read data and await things outside of it, and use where() instead of a branch on a value.',
  })
}
