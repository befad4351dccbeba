/** Some users whose lists are made together, and where the lists go: all in one session's memory. */
export interface Crowd {
  readonly count: number
  /** count × width */
  readonly x: Float32Array
  /** The places, among the items, that are barred for user u: `barred[offsets[u]]` … `barred[offsets[u + 1] − 1]`. */
  readonly offsets: Int32Array
  readonly barred: Int32Array
  readonly k: number
  /** count × k places, best first; −1 where there are fewer. */
  readonly places: Int32Array
  readonly scores: Float32Array
}

/** Makes the lists of a crowd. */
export interface Scorer {
  score(crowd: Crowd): Promise<void>
  close(): void
}
