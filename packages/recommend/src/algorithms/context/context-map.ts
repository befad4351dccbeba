import type { ContextName } from '../../interactions/context/context-option'
import type { ContextOfOne } from '../../interactions/context/context-value'
import { contextNamesToSave, savedContextNames } from '../../recommender/context-arrays'
import type { NamedArrays } from '../../recommender/named-arrays'
import type { SavedArrays } from '../../recommender/saved-arrays'
import { type MachineFeature, machineSum } from '../ratings/machine-sum'
import { ContextEncoding, type ContextPart, type EncodedColumn } from './context-encoding'

/** What a context adds to whoever is in it: as a feature of a factorization machine, on the user's side. */
export interface ContextSide {
  readonly bias: number
  readonly factors: Float32Array
  /** What each known column has in it. */
  readonly columns: readonly ContextShare[]
}

export interface ContextShare extends MachineFeature {
  /** `device=phone`, `price` */
  readonly name: string
  readonly factors: Float32Array
}

/** What was learnt of contexts: factors and a weight for each feature. */
export class ContextMap {
  constructor(
    readonly encoding: ContextEncoding,
    private readonly depth: number,
    /** features × (depth + 1): factors, and then the weight. */
    private readonly weights: Float32Array,
  ) {}

  get names(): readonly ContextName[] {
    return this.encoding.names
  }

  /** @throws GraftError where a value is of the wrong kind. */
  sideOf(context: ContextOfOne): ContextSide {
    return this.sum(this.encoding.partsOf(context))
  }

  sum(parts: readonly ContextPart[]): ContextSide {
    const { depth } = this
    const columns = parts.map(({ column, feature, amount }) => {
      const row = this.weights.subarray(feature * (depth + 1), (feature + 1) * (depth + 1))
      const factors = row.subarray(0, depth).map((value) => amount * value)
      return { name: this.#nameOf(column, feature), weight: amount * row[depth]!, factors }
    })
    return { ...machineSum(columns, depth), columns }
  }

  arrays(): NamedArrays {
    const { columns, features } = this.encoding
    const scales = columns.flatMap((own) => (own.kind === 'numeric' ? [own.mean, own.deviation] : [0, 0]))
    return {
      'context.columns': { values: contextNamesToSave(columns) },
      'context.scales': { values: Float64Array.from(scales) },
      'context.weights': { values: this.weights, shape: [features, this.depth + 1] },
    }
  }

  /** The map of a saved model, if it has one. */
  static restore(arrays: SavedArrays, depth: number): ContextMap | undefined {
    if (!arrays.has('context.columns')) return undefined
    const names = savedContextNames('context.columns', arrays)
    const scales = arrays.float64('context.scales', [2 * names.length])
    const columns = names.map(({ name, kind, categories }, at): EncodedColumn => {
      const [mean, deviation] = [scales[2 * at]!, scales[2 * at + 1]!]
      if (deviation < 0) arrays.refuse(`context.scales has the deviation ${deviation}.`)
      return kind === 'numeric' ? { kind, name, mean, deviation } : { kind, name, categories }
    })
    const encoding = new ContextEncoding(columns)
    return new ContextMap(encoding, depth, arrays.float32('context.weights', [encoding.features, depth + 1]))
  }

  #nameOf(column: number, feature: number): string {
    const encoded = this.encoding.columns[column]!
    if (encoded.kind === 'numeric') return encoded.name
    return `${encoded.name}=${encoded.categories[feature - this.encoding.firstOf(column)]!}`
  }
}
