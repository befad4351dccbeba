import type { SchemaTree } from 'hyparquet'
import { Damaged } from '../damaged'

/** A column as it is stored: nested columns are made of several. */
export interface Leaf {
  readonly path: readonly string[]
  readonly type: string
  /** Bytes of a value of fixed length. */
  readonly typeLength: number
  /** How many levels of what a value lies in may be missing, and may be repeated. */
  readonly maxDefinition: number
  readonly maxRepetition: number
  /** Whether there is one value, or none, a row. */
  readonly isFlat: boolean
}

/** A decimal of more bytes takes longer than linear time to read, and no writer makes one. */
const longestDecimal = 64

/** The leaves under a node of the schema, the root not counted. */
export function leavesOf(root: SchemaTree): Leaf[] {
  const leaves: Leaf[] = []
  const walk = (node: SchemaTree, maxDefinition: number, maxRepetition: number): void => {
    const { element, children } = node
    const definition = maxDefinition + (element.repetition_type === 'REQUIRED' ? 0 : 1)
    const repetition = maxRepetition + (element.repetition_type === 'REPEATED' ? 1 : 0)
    if (element.logical_type?.type === 'VARIANT') throw new Damaged('variant columns are not supported')
    if (children.length > 0) {
      for (const child of children) walk(child, definition, repetition)
      return
    }
    const { type, type_length: typeLength = 0, converted_type: converted } = element
    if (type === undefined) throw new Damaged(`the column ${node.path.join('.')} has no type`)
    const isDecimal = converted === 'DECIMAL'
    if (isDecimal && (type === 'BYTE_ARRAY' || typeLength > longestDecimal)) {
      throw new Damaged(`the column ${node.path.join('.')} has decimals of any length`)
    }
    const isFlat = node.path.length === 1 && repetition === 0
    leaves.push({
      path: node.path,
      type,
      typeLength,
      maxDefinition: definition,
      maxRepetition: repetition,
      isFlat,
    })
  }
  for (const child of root.children) walk(child, 0, 0)
  return leaves
}
