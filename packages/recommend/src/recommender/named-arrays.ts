/** The arrays of a saved model by name, such as `item-factors`; the shape is kept beside the values. */
export type NamedArrays = Readonly<Record<string, SavedArray>>

export interface SavedArray {
  readonly values: SavedValues
  /** By default one dimension. */
  readonly shape?: readonly number[]
}

export type SavedValues = Float32Array | Float64Array | Int32Array | Uint8Array
