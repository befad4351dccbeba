/** Where an array begins: the `byteOffset` of a view on the kernels' memory. */
export type Address = number

/** The address of memory that only the calling thread uses, and the tasks to do: `first` … `last − 1`. */
export type Task = [scratch: Address, first: number, last: number]
