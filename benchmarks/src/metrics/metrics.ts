import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Benchmark, Line, MeasureOptions } from '../benchmark'
import { compare } from '../compare'
import { Peer } from '../peer/peer'
import { race, samplesOf } from '../race'
import { extraMemory } from './memory'
import { cases, type InputName, inputs } from './tasks'

/** Cases whose input is large enough for memory to matter also tell how much more they took. */
const memoryCase = (name: string) => `${name}, memory`
const weighed = Object.keys(cases).filter((name) => cases[name]!.input !== 'texts')
const mostExtra = 3

export const metrics: Benchmark = {
  about: '10⁷ rows, 10⁵ users × 100 items, 3,000 texts: our measures against scikit-learn, ranx and others',
  cases: [...Object.keys(cases), ...weighed.map(memoryCase)],
  venvs: ['metrics'],
  runs: 5,
  measure,
}

async function* measure(options: MeasureOptions): AsyncGenerator<Omit<Line, 'bench'>> {
  for (const input of Object.keys(inputs) as InputName[]) {
    const names = Object.keys(cases).filter((name) => cases[name]!.input === input && options.cases.has(name))
    if (names.length > 0) yield* speedOf(input, names, options)
  }
  for (const name of weighed) {
    if (!options.cases.has(memoryCase(name))) continue
    const about = { case: memoryCase(name), peer: 'required', unit: '× input', better: 'less' } as const
    yield compare(about, [await extraMemory(name)], [mostExtra])
  }
}

async function* speedOf(
  input: InputName,
  names: readonly string[],
  { runs, tell }: MeasureOptions,
): AsyncGenerator<Omit<Line, 'bench'>> {
  const { shared, ours } = inputs[input]()
  const folder = await mkdtemp(join(tmpdir(), 'graft-metrics-'))
  try {
    for (const [name, values] of Object.entries(shared.arrays)) await writeFile(join(folder, name), values)
    const setup = { folder, input, texts: shared.texts ?? null }
    const peer = await Peer.start({ venv: 'metrics', script: 'speed.py', setup, threads: 2 })
    try {
      for (const name of names) {
        tell(`${name}:`)
        const { peers } = cases[name]!
        const contenders = [
          { name: 'graft', turn: async () => ({ seconds: secondsOf(ours[name]!) }) },
          ...peers.map((who) => ({
            name: who,
            turn: async () => ({ seconds: await peer.run(`${name}: ${who}`) }),
          })),
        ]
        const turns = await race(contenders, { rounds: runs, warmUp: 2, tell })
        for (const who of peers) {
          const about = { case: name, peer: who, unit: 's', better: 'less' } as const
          yield compare(about, samplesOf(turns.get('graft'), 'seconds'), samplesOf(turns.get(who), 'seconds'))
        }
      }
    } finally {
      peer.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function secondsOf(work: () => unknown): number {
  const start = performance.now()
  work()
  return (performance.now() - start) / 1000
}
