import { RandomKey } from '@graftjs/base'
import { type FeatureMatrix, labelsOfConfig } from '@graftjs/classifier'
import { compile, type Engine, type Tensor } from '@graftjs/core'
import type { ModelFolder } from '@graftjs/hub'
import { matrixOfTensor, stackPixels } from '../classifier/network-rows'
import { preprocessorOfFolder, preprocessorOfSize } from '../classifier/own-preprocessor'
import { pretrainedClassifier } from '../classifier/pretrained'
import type { Preprocessor } from '../preprocess/preprocessor'

/** What turns prepared pictures into vectors. */
export interface Backbone {
  /** Numbers in a vector. */
  readonly dimensions: number
  readonly preprocessor: Preprocessor
  /** Vectors of prepared pictures, `[3, height, width]` each, all of one size. */
  run(inputs: readonly Float32Array[], signal?: AbortSignal): Promise<FeatureMatrix>
  close(): Promise<void>
}

/** The features that a classifier's head reads: what a network has learnt to see. */
export async function classifierBackbone(
  folder: ModelFolder,
  { engine, size }: { readonly engine: Engine; readonly size?: number | undefined },
): Promise<Backbone> {
  const labels = labelsOfConfig(await folder.config())
  // A folder without a head gets one that nothing reads.
  const { module, architecture } = await pretrainedClassifier(
    folder,
    labels.length > 0 ? labels : ['', ' '],
    RandomKey.from(0),
  )
  const own = await preprocessorOfFolder(folder, architecture)
  const forward = compile((pixels: Tensor) => module.forward(pixels).features, {
    engine,
    dynamic: [['batch', null, null, null]],
    frozen: true,
  })
  const preprocessor = size === undefined ? own : preprocessorOfSize(own, size)
  return {
    dimensions: architecture.features,
    preprocessor,
    async run(inputs, signal) {
      const pixels = stackPixels(inputs, preprocessor)
      return matrixOfTensor(await forward.run([pixels], { signal }))
    },
    close: () => forward.dispose(),
  }
}
