import koffi from 'koffi'

/** Off-heap 64-bit words at a fixed address, for out parameters and arrays of pointers. */
export class Words {
  readonly values: BigInt64Array
  readonly address: bigint

  constructor(count: number) {
    // An explicit buffer: V8 keeps small typed arrays on its heap, where they move.
    this.values = new BigInt64Array(new ArrayBuffer(8 * Math.max(1, count)))
    this.address = koffi.address(this.values)
  }

  /** The first word. */
  get value(): bigint {
    return this.values[0] ?? 0n
  }
}
