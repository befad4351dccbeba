import { refuse } from '../input/refuse'
import type { Model } from './model'

/** Numbers that are looked at without a pause. */
const SLICE = 1 << 20

/**
 * A fit whose numbers grew beyond all bounds has learnt nothing, and would say so by silence.
 *
 * @throws GraftError `not-finite` naming what is not.
 */
export async function assertFinite(
  algorithm: string,
  model: Model,
  breathe: () => Promise<void>,
): Promise<void> {
  for (const [name, { values }] of Object.entries(model.arrays())) {
    for (let from = 0; from < values.length; from += SLICE) {
      const to = Math.min(values.length, from + SLICE)
      for (let at = from; at < to; at++) if (!Number.isFinite(values[at])) refuseDiverged(algorithm, name)
      await breathe()
    }
  }
}

function refuseDiverged(algorithm: string, name: string): never {
  return refuse('not-finite', {
    what: `What was learnt did not stay finite: ${name} holds NaN or infinity.`,
    where: `${algorithm}.fit`,
    fix: 'Bring weights that are millions apart nearer to each other, or take a smaller learningRate or a greater regularization.',
  })
}
