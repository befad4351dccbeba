import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { RandomKey } from '@graftjs/base'
import { type FeatureMatrix, fitLinearProbe, TimeSlice } from '@graftjs/classifier'
import { writeSafetensors } from '@graftjs/core'
import { onnxEngine } from '@graftjs/onnx'
import type { Line, MeasureOptions } from '../benchmark'
import { compare } from '../compare'
import { Peer } from '../peer/peer'
import { pytorchConfigurations } from '../peer/pytorch'
import { race, samplesOf, type Turn } from '../race'

const rows = 10_000
const columns = 1280
const labels = 10
const c = 100
/** A peer is done when its objective is higher than ours by so little. */
const leniency = 1e-4
const graft = 'graft'

/** L-BFGS as PyTorch has it by default, the same with a longer history, and Adam on batches. */
const solvers = ['lbfgs', 'lbfgs-long', 'adam'] as const

/** A linear probe on cached features of one penalty, to the same loss as PyTorch's best solver. */
export async function* measureProbe({ runs, tell }: MeasureOptions): AsyncGenerator<Omit<Line, 'bench'>> {
  const folder = await mkdtemp(join(tmpdir(), 'graft-bench-probe-'))
  const threads = availableParallelism()
  const engine = await onnxEngine({ threads })
  const peers = new Map<string, Peer>()
  try {
    const { features, of } = likeFeatures()
    const file = join(folder, 'features.safetensors')
    await writeSafetensors(file, [
      ['features', { dtype: 'F32', shape: [rows, columns], data: features.data }],
      ['labels', { dtype: 'I32', shape: [rows], data: of }],
    ])
    const ours = async () => {
      const start = performance.now()
      let loss = Number.NaN
      const { iterations } = await fitLinearProbe(features, { kind: 'one', of }, labels, {
        engine,
        c: [c],
        classWeights: new Float64Array(labels).fill(1),
        seed: 1,
        slice: new TimeSlice(),
        onStep: (_, value) => {
          loss = value
        },
      })
      return { seconds: (performance.now() - start) / 1000, loss, iterations }
    }
    const { loss, iterations } = await ours()
    tell(`ours ends at a loss of ${loss.toFixed(6)} after ${iterations} iterations`)
    const target = loss * (1 + leniency)
    const solve = async (peer: Peer, solver: string): Promise<Turn> => {
      const answer = await peer.answer(solver, { target })
      return { seconds: Number(answer['seconds']), loss: Number(answer['loss']) }
    }
    const contenders = [{ name: graft, turn: async (): Promise<Turn> => ours() }]
    for (const [name, { environment }] of Object.entries(pytorchConfigurations())) {
      const peer = await Peer.start({
        venv: 'vision',
        script: 'probe.py',
        setup: { file, c },
        threads,
        environment,
      })
      peers.set(name, peer)
      const solver = await quickest(name, (one) => solve(peer, one), target, tell)
      contenders.push({ name, turn: () => solve(peer, solver) })
    }
    const turns = await race(contenders, { rounds: runs, warmUp: 1, tell })
    for (const { name } of contenders)
      tell(
        `${name}: ${samplesOf(turns.get(name), 'seconds')
          .map((value) => value.toFixed(2))
          .join(' ')} s`,
      )
    for (const peer of peers.keys()) {
      const [mine, theirs] = [graft, peer].map((side) => samplesOf(turns.get(side), 'seconds'))
      yield compare({ case: 'probe', peer, unit: 's', better: 'less' }, mine!, theirs!)
    }
  } finally {
    for (const peer of peers.values()) peer.close()
    await engine.close()
    await rm(folder, { recursive: true })
  }
}

/** The solver that gets there first, of those that get there. */
async function quickest(
  peer: string,
  solve: (solver: (typeof solvers)[number]) => Promise<Turn>,
  target: number,
  tell: MeasureOptions['tell'],
): Promise<(typeof solvers)[number]> {
  let best: { solver: (typeof solvers)[number]; seconds: number } | undefined
  for (const solver of solvers) {
    const { seconds = Number.NaN, loss = Number.NaN } = await solve(solver)
    tell(
      `${peer}, ${solver}: ${seconds.toFixed(2)} s to ${loss.toFixed(6)}${loss > target ? ', given up' : ''}`,
    )
    if (loss <= target && !(best && best.seconds <= seconds)) best = { solver, seconds }
  }
  return best?.solver ?? 'lbfgs-long'
}

/** Features as a network's last pooling gives them: 64 causes, seen through a rectifier, with some noise of their own. */
function likeFeatures(): { features: FeatureMatrix; of: Int32Array } {
  const causes = 64
  const key = RandomKey.from(1)
  const [mixing, means, draws, noise] = [
    columns * causes,
    labels * causes,
    rows * causes,
    rows * columns,
  ].map((count, part) => key.fold(part).normal(count))
  const of = Int32Array.from({ length: rows }, (_, row) => row % labels)
  const data = new Float32Array(rows * columns)
  const own = new Float64Array(causes)
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < causes; k++)
      own[k] = 0.11 * means![of[row]! * causes + k]! + draws![row * causes + k]! / Math.sqrt(1 + k / 4)
    for (let column = 0; column < columns; column++) {
      let sum = 0
      for (let k = 0; k < causes; k++) sum += mixing![column * causes + k]! * own[k]!
      const at = row * columns + column
      data[at] = Math.max(0, sum / Math.sqrt(causes) + 0.5 * noise![at]!)
    }
  }
  return { features: { data, rows, columns }, of }
}
