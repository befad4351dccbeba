import { GraftError, type OnProgress } from '@graftjs/base'
import { inference } from '../nn/forward-context'
import type { Parameters } from '../nn/module'
import { isTensor } from '../tensor/tensor'
import { compile } from '../transform/compile'
import { firstPlace, type OpenSource } from './batches'
import { leadingSize } from './gradients'
import type { TrainingStepOptions } from './training-step'

/** The mean loss over some batches, and of what it tells besides, as at inference. */
export interface Measure {
  (named: Parameters, signal: AbortSignal | undefined): Promise<Record<string, number>>
  dispose(): Promise<void>
}

export function measureOn<Batch>(
  source: OpenSource<Batch>,
  { loss, weightOf = leadingSize, dynamic, engine }: TrainingStepOptions<Batch>,
  onProgress: OnProgress | undefined,
): Measure {
  const forward = compile(
    (named: Parameters, batch: Batch) => {
      const result = loss(named, batch, inference())
      return isTensor(result) ? { loss: result } : { loss: result.loss, ...result.metrics }
    },
    { engine, dynamic: [null, dynamic ?? null] },
  )
  async function measure(
    named: Parameters,
    signal: AbortSignal | undefined,
  ): Promise<Record<string, number>> {
    const sums: Record<string, number> = {}
    const steps = await source.perEpoch()
    let [weight, step] = [0, 0]
    const batches = source.open(firstPlace)
    try {
      for (let next = await batches.next(); !next.done; next = await batches.next()) {
        signal?.throwIfAborted()
        const { batch } = next.value
        const own = weightOf(batch)
        const told = await forward.run([named, batch], { signal })
        for (const [name, value] of Object.entries(told)) {
          sums[name] = (sums[name] ?? 0) + own * (await value.item())
        }
        weight += own
        step += 1
        onProgress?.({ phase: 'validate', step, steps: Math.max(step, steps ?? step + 1) })
      }
    } finally {
      await batches.return?.()
    }
    if (weight === 0) throw nothingToMeasure()
    return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / weight]))
  }
  return Object.assign(measure, { dispose: () => forward.dispose() })
}

const nothingToMeasure = (): GraftError =>
  new GraftError('invalid-data', {
    what: 'There is nothing to validate on.',
    where: 'option validation',
    fix: 'Give at least one batch with an example in it.',
  })
