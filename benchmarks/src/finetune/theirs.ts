import { join } from 'node:path'
import { Peer } from '../peer/peer'
import { pytorchConfigurations } from '../peer/pytorch'
import type { Side } from './side'
import { sgemmRepeats, sgemmSize, type Workload } from './workload'

/** PyTorch's sides, by the name that they have in `peer`. */
export async function theirs(workload: Workload): Promise<ReadonlyMap<string, Side>> {
  const sides = new Map<string, Side>()
  for (const [name, { setup, environment }] of Object.entries(pytorchConfigurations())) {
    const peer = await Peer.start({
      venv: 'pytorch',
      script: 'finetune.py',
      setup: { ...setup, ...asJson(workload) },
      threads: workload.threads,
      environment,
    })
    sides.set(name, {
      step: () => peer.run('step'),
      sgemm: () => peer.run('sgemm'),
      close: async () => peer.close(),
    })
  }
  return sides
}

function asJson({ batches, length, weights, ...rest }: Workload): Readonly<Record<string, unknown>> {
  const rows = (values: Int32Array) =>
    Array.from({ length: values.length / length }, (_, row) => [
      ...values.subarray(row * length, (row + 1) * length),
    ])
  return {
    ...rest,
    sgemmSize,
    sgemmRepeats,
    weights: join(weights, 'model.safetensors'),
    batches: batches.map(({ ids, mask, labels }) => ({
      ids: rows(ids),
      mask: rows(mask),
      labels: [...labels],
    })),
  }
}
