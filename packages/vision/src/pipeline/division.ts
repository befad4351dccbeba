/** How an epoch is divided: so many batches, of so many pictures each. */
export interface Division {
  readonly count: number
  readonly size: number
}

/** Every picture is in a batch; the last one may be smaller. */
export const fully = (pictures: number, most: number): Division => ({
  count: Math.ceil(pictures / most),
  size: most,
})

/** All batches alike, of `most` pictures or a few less, whichever leaves fewer pictures out: less than one a batch. */
export function evenly(pictures: number, most: number): Division {
  const full = { count: Math.floor(pictures / most), size: most }
  const { count } = fully(pictures, most)
  const smaller = { count, size: count === 0 ? most : Math.floor(pictures / count) }
  return smaller.count * smaller.size > full.count * full.size ? smaller : full
}
