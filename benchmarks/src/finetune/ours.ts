import { GraftError } from '@graftjs/base'
import type { Side } from './side'
import type { Workload } from './workload'

/** Graft's side: the same step through `@graftjs/core` and its default engine. */
export async function ours(workload: Workload): Promise<Side> {
  throw new GraftError('unsupported', {
    what: 'Graft cannot run the training step of this benchmark yet.',
    where: workload.weights,
    fix: 'Implement `ours` in benchmarks/src/finetune/ours.ts.',
  })
}
