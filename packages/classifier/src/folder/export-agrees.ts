import { GraftError } from '@graftjs/base'

/** An exported file must agree with its classifier to this much, or nothing is saved. */
const tolerance = 1e-4

/**
 * Holds the logits of an exported file against the classifier's own, each relative to the largest where that is above 1.
 *
 * @throws GraftError `engine-failure` where they are apart.
 */
export function assertExportAgrees(
  own: ArrayLike<number>,
  exported: ArrayLike<number | bigint>,
  path: string,
): void {
  let worst = 0
  let largest = 1
  for (let i = 0; i < own.length; i++) {
    worst = Math.max(worst, Math.abs(own[i]! - Number(exported[i])))
    largest = Math.max(largest, Math.abs(own[i]!))
  }
  if (worst <= tolerance * largest) return
  throw new GraftError('engine-failure', {
    what: `The exported ONNX file differs from the classifier by ${worst.toExponential(1)} in its logits; nothing was saved.`,
    where: path,
    fix: 'Please report this with the model that you fine-tuned.',
    details: { worst },
  })
}
