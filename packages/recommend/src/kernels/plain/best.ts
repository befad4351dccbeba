import { intAt, rowAt, type Views } from './views'

/** Writes the best `k` of some scores in the order of their ids, best first; of equal scores the lower id is better. */
export function writeBest(
  views: Views,
  scores: Float32Array,
  isCandidate: (id: number) => boolean,
  k: number,
  row: number,
  idsAt: number,
  scoresAt: number,
): void {
  const candidates: number[] = []
  for (let id = 0; id < scores.length; id++) if (isCandidate(id)) candidates.push(id)
  const best = candidates.sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, k)
  const out = rowAt(views, scoresAt, row, k).fill(0)
  const ids = views.ints.subarray(idsAt / 4 + row * k, idsAt / 4 + (row + 1) * k).fill(-1)
  best.forEach((id, at) => {
    ids[at] = id
    out[at] = scores[id]!
  })
}

/** The integers of a list from one place to another. */
export function intsAt(views: Views, address: number, from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, at) => intAt(views, address, from + at))
}
