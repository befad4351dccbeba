import type { Benchmark, Line, MeasureOptions } from '../benchmark'
import { compare, summarize } from '../compare'
import { race, samplesOf } from '../race'
import { ours } from './ours'
import type { Side } from './side'
import { theirs } from './theirs'
import { miniLmWorkload, sgemmGigaflop, stepGigaflop } from './workload'

const graft = 'graft'

/** Each case: its unit, and which way is better. `share` is of the best product that any side reached. */
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
        const sgemm = asked.has('sgemm') || asked.has('share') ? await side.sgemm() : Number.NaN
        return { step, sgemm: sgemmGigaflop / sgemm }
      },
    }))
    const turns = await race(contenders, { rounds: runs, warmUp: 3, tell })
    const samples = (side: string, measure: string) => samplesOf(turns.get(side), measure)
    const best = Math.max(...[...sides.keys()].map((side) => summarize(samples(side, 'sgemm')).median))
    const shareOf = (seconds: number) => (100 * stepGigaflop(workload)) / seconds / best
    const figures = (name: keyof typeof cases, side: string) =>
      name === 'share' ? samples(side, 'step').map(shareOf) : samples(side, name)
    for (const name of ['step', 'sgemm', 'share'] as const) {
      if (!asked.has(name)) continue
      for (const peer of sides.keys()) {
        if (peer === graft) continue
        yield compare({ case: name, peer, ...cases[name] }, figures(name, graft), figures(name, peer))
      }
    }
  } finally {
    for (const side of sides.values()) await side.close()
  }
}
