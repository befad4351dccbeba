import type { Benchmark, Line, MeasureOptions } from '../benchmark'
import { compare } from '../compare'
import { race, samplesOf } from '../race'
import { ours } from './ours'
import type { Side } from './side'
import { theirs } from './theirs'
import { miniLmWorkload, sgemmGigaflop, stepGigaflop } from './workload'

const graft = 'graft'

/** Each case: what it reads off a turn, and which way is better. */
const cases = {
  step: { unit: 's', better: 'less' },
  sgemm: { unit: 'GFLOP/s', better: 'more' },
  share: { unit: '% of SGEMM', better: 'more' },
} as const

export const finetune: Benchmark = {
  about: 'a training step of MiniLM-L6 (16 × 128 tokens, dropout 0.1, float32, AdamW) against PyTorch',
  cases: Object.keys(cases),
  venvs: ['pytorch'],
  runs: 10,
  measure,
}

async function* measure({ cases: asked, runs, tell }: MeasureOptions): AsyncGenerator<Omit<Line, 'bench'>> {
  const workload = await miniLmWorkload()
  const sides = new Map<string, Side>()
  try {
    sides.set(graft, await ours(workload))
    for (const [name, side] of await theirs(workload)) sides.set(name, side)
    const contenders = [...sides].map(([name, side]) => ({
      name,
      turn: async () => {
        const step = await side.step()
        const sgemm =
          asked.has('sgemm') || asked.has('share') ? sgemmGigaflop / (await side.sgemm()) : Number.NaN
        return { step, sgemm, share: (100 * stepGigaflop(workload)) / step / sgemm }
      },
    }))
    const turns = await race(contenders, { rounds: runs, warmUp: 3, tell })
    for (const [name, { unit, better }] of Object.entries(cases)) {
      if (!asked.has(name)) continue
      for (const peer of sides.keys()) {
        if (peer === graft) continue
        const [mine, yours] = [samplesOf(turns.get(graft), name), samplesOf(turns.get(peer), name)]
        yield compare({ case: name, peer, unit, better }, mine, yours)
      }
    }
  } finally {
    for (const side of sides.values()) await side.close()
  }
}
