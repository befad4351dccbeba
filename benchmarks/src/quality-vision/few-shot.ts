import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fitLinearProbe, matrixOf, probabilitiesOf, TimeSlice } from '@graftjs/classifier'
import { writeSafetensors } from '@graftjs/core'
import { sharedOnnxEngine } from '@graftjs/onnx'
import { ImageEmbedder, type PictureExample } from '@graftjs/vision'
import type { MeasureOptions } from '../benchmark'
import { Peer } from '../peer/peer'
import { draw, readCifar } from './cifar'
import { mean, type Score } from './score'

const draws = 5
const ofEach = 10
/** The strengths that both sides try. */
const strengths = [1, 10, 100, 1000]
const aim = 0.65
/** Chosen on training rows outside of the draws, of 128, 160, 192, 224 and 288. */
const size = 192

/** Ten pictures a class: our probe on the backbone's features, beside scikit-learn's on the same numbers. */
export async function* fewShot({ tell }: MeasureOptions): AsyncGenerator<Score> {
  const { train, test } = await readCifar()
  const engine = await sharedOnnxEngine()
  const embedder = await ImageEmbedder.open('EfficientNet-Lite0', { size })
  const labels = [...new Set(train.map(({ label }) => label))].sort()
  const embed = async (rows: readonly PictureExample[]) => ({
    features: matrixOf(await embedder.embed(rows.map(({ picture }) => picture))),
    of: Int32Array.from(rows, ({ label }) => labels.indexOf(label)),
  })
  const judged = await embed(test)
  const folder = await mkdtemp(join(tmpdir(), 'graft-few-shot-'))
  const peer = await Peer.start({ venv: 'metrics', script: 'linear_probe.py', setup: {}, threads: 1 })
  const ours: number[] = []
  const theirs: number[] = []
  try {
    for (let seed = 1; seed <= draws; seed++) {
      const known = await embed(draw(train, ofEach, seed))
      const { model, c } = await fitLinearProbe(
        known.features,
        { kind: 'one', of: known.of },
        labels.length,
        {
          engine,
          c: strengths,
          classWeights: new Float64Array(labels.length).fill(1),
          seed,
          slice: new TimeSlice(),
        },
      )
      let right = 0
      const { data, columns } = judged.features
      for (const [row, label] of judged.of.entries()) {
        const scores = probabilitiesOf(model, data.subarray(row * columns, (row + 1) * columns), 'one')
        if (scores.indexOf(Math.max(...scores)) === label) right++
      }
      ours.push(right / judged.of.length)
      const file = join(folder, `${seed}.safetensors`)
      await writeSafetensors(file, [
        ['train', { dtype: 'F32', shape: [known.features.rows, columns], data: known.features.data }],
        ['train_labels', { dtype: 'I32', shape: [known.of.length], data: known.of }],
        ['test', { dtype: 'F32', shape: [judged.features.rows, columns], data }],
        ['test_labels', { dtype: 'I32', shape: [judged.of.length], data: judged.of }],
      ])
      const answer = await peer.answer('probe', { file, strengths, seed })
      theirs.push(Number(answer['accuracy']))
      tell(
        `draw ${seed}: ours ${ours.at(-1)} (C ${c}), scikit-learn ${theirs.at(-1)} (C ${String(answer['c'])})`,
      )
    }
  } finally {
    peer.close()
    await rm(folder, { recursive: true, force: true })
    await embedder.close()
  }
  yield { case: 'few-shot', peer: 'scikit-learn', ours, theirs: mean(theirs) }
  yield { case: 'few-shot', peer: 'aim', ours, theirs: aim }
}
