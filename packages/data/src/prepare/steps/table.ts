import { damaged } from '../saved'
import type { FittedStep, Saved, StepKind } from '../step'
import { fillMissing } from './fill-missing'
import { oneHot } from './one-hot'
import { ordinal } from './ordinal'
import { outliers } from './outliers'
import { scale } from './scale'
import { targetEncode } from './target-encode'
import { vector } from './vector'

const restorable = <Learnt extends object>(kind: StepKind<Learnt>) => ({
  kind: kind.kind,
  restore: (saved: Saved): FittedStep => {
    const learnt = kind.restore(saved)
    return { kind: kind.kind, learnt, transform: kind.transform(learnt) }
  },
})

/** Every kind of step that a saved preparation may hold; the next one is a file and a line. */
const kinds = [
  restorable(fillMissing),
  restorable(outliers),
  restorable(scale),
  restorable(oneHot),
  restorable(ordinal),
  restorable(targetEncode),
  restorable(vector),
]

/** @throws GraftError `invalid-file`. */
export function restoreStep(saved: Saved, where: string): FittedStep {
  const kind = kinds.find((one) => one.kind === saved['kind'])
  if (kind) return kind.restore(saved)
  throw damaged(
    `${where}.kind is ${JSON.stringify(saved['kind'])}, which is no step that this version knows.`,
    where,
  )
}
