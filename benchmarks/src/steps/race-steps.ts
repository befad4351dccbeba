import type { Line, MeasureOptions } from '../benchmark'
import { compare } from '../compare'
import { Peer, type PeerOptions } from '../peer/peer'
import { race, samplesOf } from '../race'
import type { Side } from './network-step'

/** Times a step of each side in turn; a line for each peer of Graft, which is started first. */
export async function* raceSteps(
  name: string,
  graft: () => Promise<Side>,
  peers: Readonly<Record<string, PeerOptions>>,
  { runs, tell }: MeasureOptions,
): AsyncGenerator<Omit<Line, 'bench'>> {
  const sides = new Map<string, Side>()
  try {
    sides.set('graft', await graft())
    for (const [side, options] of Object.entries(peers)) {
      const peer = await Peer.start(options)
      sides.set(side, { step: () => peer.run(name), close: async () => peer.close() })
    }
    const contenders = [...sides].map(([side, { step }]) => ({
      name: side,
      turn: async () => ({ milliseconds: (await step()) * 1000 }),
    }))
    const turns = await race(contenders, { rounds: runs, warmUp: 3, tell })
    const samples = (side: string) => samplesOf(turns.get(side), 'milliseconds')
    for (const side of sides.keys()) {
      const each = samples(side).map((value) => value.toFixed(1))
      tell(`${side}: ${each.join(' ')} ms`)
    }
    for (const peer of Object.keys(peers))
      yield compare({ case: name, peer, unit: 'ms', better: 'less' }, samples('graft'), samples(peer))
  } finally {
    for (const side of sides.values()) await side.close()
  }
}
