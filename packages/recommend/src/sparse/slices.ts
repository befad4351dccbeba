/** Long work that stops every few milliseconds to be asked to go on. */
export type Slices<Result> = Generator<void, Result>

/** Does the work in one go. */
export function atOnce<Result>(work: Slices<Result>): Result {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}

/** Does the work and lets other work in between. */
export async function inSlices<Result>(work: Slices<Result>, breathe: () => Promise<void>): Promise<Result> {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
    await breathe()
  }
}

/** Numbers that are gone through in some milliseconds. */
const SLICE = 1 << 17

/** Stretches of 0 … count − 1. */
export function* stretches(count: number): Generator<readonly [from: number, to: number]> {
  for (let from = 0; from < count; from += SLICE) yield [from, Math.min(count, from + SLICE)]
}

/** Stretches of rows that hold about as many entries each. */
export function* rowStretches(offsets: Int32Array): Generator<readonly [from: number, to: number]> {
  const rows = offsets.length - 1
  for (let from = 0; from < rows; ) {
    let to = from + 1
    while (to < rows && to - from < SLICE && offsets[to + 1]! - offsets[from]! <= SLICE) to++
    yield [from, to]
    from = to
  }
}
