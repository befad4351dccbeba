import { equalDimensions, formatDimension } from '../tensor/dimension'
import { mistake } from '../tensor/mistake'
import { shapeError, sizeOf } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { multiply } from './arithmetic'
import { sum } from './broadcast'
import { cast } from './cast'
import { equal } from './comparison'
import { transpose } from './layout'
import { matmul } from './matmul'
import { reshape } from './reshape'
import { iota } from './source'

/** A tensor whose axes have names. */
interface Named {
  readonly tensor: Tensor
  readonly names: readonly string[]
}

/**
 * Einstein's sum: `einsum('bij,bjk->bik', a, b)`. Each letter names an axis; axes of one letter are multiplied
 * together, and letters that are missing after the arrow are summed. Without an arrow the result has the letters
 * that occur once, in alphabetical order. `...` stands for any leading axes, which broadcast. NumPy's `einsum`.
 */
export function einsum(formula: string, ...operands: readonly Tensor[]): Tensor {
  const { inputs, output } = parse(formula, operands)
  const terms = operands.map((tensor, index) => diagonal({ tensor, names: inputs[index]! }))
  assertSizes(terms)
  const [first, ...rest] = terms
  let result = first!
  for (const [index, term] of rest.entries()) {
    const later = new Set([...output, ...rest.slice(index + 1).flatMap(({ names }) => names)])
    result = contract(result, term, later)
  }
  return arrange(summed(result, new Set(output)), output)
}

function parse(formula: string, operands: readonly Tensor[]) {
  const [left = '', right, ...more] = formula.replaceAll(' ', '').split('->')
  const parts = left.split(',')
  const wrong =
    more.length > 0 ||
    parts.length !== operands.length ||
    ![...parts, right ?? ''].every((part) => /^[a-zA-Z]*(?:\.\.\.)?[a-zA-Z]*$/.test(part))
  if (wrong) {
    throw mistake('invalid-option', {
      what: `einsum: '${formula}' is not a formula for ${operands.length} operands.`,
      fix: "Write the letters of each operand's axes, separated by commas, then -> and the result's: 'ij,jk->ik'.",
    })
  }
  const dots = Math.max(
    0,
    ...parts.map((part, i) => (part.includes('...') ? operands[i]!.rank - part.length + 3 : 0)),
  )
  // Axes behind the dots are named by their place from the end, so that they broadcast.
  const expand = (part: string, rank: number): string[] => {
    const [before = '', after] = part.split('...')
    if (after === undefined) return [...before]
    const hidden = rank - before.length - after.length
    return [...before, ...Array.from({ length: Math.max(0, hidden) }, (_, i) => `…${hidden - i}`), ...after]
  }
  const inputs = parts.map((part, i) => expand(part, operands[i]!.rank))
  inputs.forEach((names, i) => {
    if (names.length === operands[i]!.rank) return
    throw shapeError(
      'einsum',
      [operands[i]!.shape],
      `'${parts[i]}' does not name the axes of operand ${i}.`,
      'Write one letter for each axis, or ... for some of them.',
    )
  })
  const seen = inputs.flat()
  const output =
    right === undefined
      ? [
          ...Array.from({ length: dots }, (_, i) => `…${dots - i}`),
          ...[...new Set(seen)]
            .filter((n) => !n.startsWith('…') && seen.indexOf(n) === seen.lastIndexOf(n))
            .sort(),
        ]
      : expand(right, dots + right.length - 3 * Number(right.includes('...')))
  const unknown = output.find((name) => !seen.includes(name))
  if (unknown || new Set(output).size !== output.length) {
    throw mistake('invalid-option', {
      what: `einsum: the result of '${formula}' names ${unknown ? `'${unknown}', which no operand has` : 'an axis twice'}.`,
      fix: 'Name each axis of the result once, by a letter of an operand.',
    })
  }
  return { inputs, output }
}

/** Axes of one operand that share a letter become one: their diagonal. */
function diagonal({ tensor, names }: Named): Named {
  const twice = names.findIndex((name, i) => names.indexOf(name) < i)
  if (twice < 0) return { tensor, names }
  const first = names.indexOf(names[twice]!)
  const [a, b] = [tensor.shape[first]!, tensor.shape[twice]!]
  if (!equalDimensions(a, b)) {
    throw shapeError(
      'einsum',
      [tensor.shape],
      `'${names[twice]}' names axes of ${formatDimension(a)} and ${formatDimension(b)}.`,
      'Give axes of one size the same letter.',
    )
  }
  const along = (axis: number): Tensor =>
    reshape(
      iota(a),
      tensor.shape.map((_, i) => (i === axis ? a : 1)),
    )
  const kept = multiply(tensor, cast(equal(along(first), along(twice)), tensor.dtype))
  return diagonal({ tensor: sum(kept, { axes: twice }), names: names.filter((_, i) => i !== twice) })
}

function assertSizes(terms: readonly Named[]): void {
  const known = new Map<string, Named>()
  for (const term of terms) {
    for (const [axis, name] of term.names.entries()) {
      const earlier = known.get(name)
      const size = term.tensor.shape[axis]!
      const other = earlier?.tensor.shape[earlier.names.indexOf(name)]
      if (other === undefined || (other === 1 && name.startsWith('…'))) known.set(name, term)
      else if (!equalDimensions(other, size) && !(size === 1 && name.startsWith('…'))) {
        throw shapeError(
          'einsum',
          [earlier!.tensor.shape, term.tensor.shape],
          `'${name}' is ${formatDimension(other)} in one operand and ${formatDimension(size)} in another.`,
          'Give axes of one size the same letter.',
        )
      }
    }
  }
}

/** Two terms as one: a batched matrix product over the letters that nobody needs any more. */
function contract(a: Named, b: Named, later: ReadonlySet<string>): Named {
  const shared = a.names.filter((name) => b.names.includes(name))
  const left = summed(a, new Set([...later, ...shared]))
  const right = summed(b, new Set([...later, ...shared]))
  const batch = shared.filter((name) => later.has(name))
  const inner = shared.filter((name) => !later.has(name))
  const rows = left.names.filter((name) => !shared.includes(name))
  const columns = right.names.filter((name) => !shared.includes(name))
  const sizes = (names: readonly string[], term: Named) =>
    names.map((name) => term.tensor.shape[term.names.indexOf(name)]!)
  const flat = (term: Named, groups: readonly (readonly string[])[], lead: readonly string[]): Tensor =>
    reshape(arrange(term, [...lead, ...groups.flat()]), [
      ...sizes(lead, term),
      ...groups.map((names) => sizeOf(sizes(names, term))),
    ])
  const product = matmul(flat(left, [rows, inner], batch), flat(right, [inner, columns], batch))
  const names = [...batch, ...rows, ...columns]
  const batchSizes = product.shape.slice(0, batch.length)
  return {
    tensor: reshape(product, [...batchSizes, ...sizes(rows, left), ...sizes(columns, right)]),
    names,
  }
}

function summed({ tensor, names }: Named, kept: ReadonlySet<string>): Named {
  const axes = names.flatMap((name, axis) => (kept.has(name) ? [] : [axis]))
  if (axes.length === 0) return { tensor, names }
  return { tensor: sum(tensor, { axes }), names: names.filter((name) => kept.has(name)) }
}

function arrange({ tensor, names }: Named, wanted: readonly string[]): Tensor {
  return tensor.rank < 2
    ? tensor
    : transpose(
        tensor,
        wanted.map((name) => names.indexOf(name)),
      )
}
