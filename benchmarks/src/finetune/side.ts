/** One side of the benchmark, warm. */
export interface Side {
  /** One training step on the next batch, until the loss can be read. Seconds. */
  step(): Promise<number>
  /** `sgemmRepeats` products of `sgemmSize`² float32 matrices through the same engine: seconds for one of them. */
  sgemm(): Promise<number>
  close(): Promise<void>
}
