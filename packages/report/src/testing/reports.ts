import { type ClassificationReport, classificationReport } from '@graftjs/metrics'

/**
 * A report of a made-up classifier over the given classes: deterministic, with mistakes and with scores of
 * every size. A greater `skill` makes fewer mistakes.
 */
export function reportOf(
  labels: readonly string[],
  rows: number,
  skill = 3,
  positive?: string,
): ClassificationReport {
  const draw = lehmer(labels.length + Math.round(skill * 10))
  const truth: string[] = []
  const scores: number[][] = []
  for (let row = 0; row < rows; row += 1) {
    const actual = row % labels.length
    truth.push(labels[actual] ?? '')
    const weights = labels.map((_, at) =>
      Math.exp(1.5 * ((at === actual ? skill : 0) + 3 * (draw() + draw() - 1))),
    )
    const sum = weights.reduce((total, weight) => total + weight, 0)
    scores.push(weights.map((weight) => weight / sum))
  }
  return classificationReport({
    truth,
    scores,
    labels,
    repetitions: 100,
    ...(positive === undefined ? {} : { positive }),
  })
}

/** Park and Miller's generator: plenty for pictures. */
function lehmer(seed: number): () => number {
  let state = seed + 1
  return () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
}
