import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** A model that an npm data package carries: found by its short name, or by its Hugging Face id where it has one. */
export interface BundledModel {
  readonly name: string
  /** Of exactly these weights. */
  readonly huggingFace?: string
  readonly package: string
  /** In the package. */
  readonly folder: string
}

export const bundled: readonly [BundledModel, ...BundledModel[]] = [
  {
    name: 'all-MiniLM-L6-v2',
    huggingFace: 'sentence-transformers/all-MiniLM-L6-v2',
    package: '@graftjs/model-all-minilm-l6-v2',
    folder: 'weights',
  },
  {
    name: 'EfficientNet-Lite0',
    huggingFace: 'timm/tf_efficientnet_lite0.in1k',
    package: '@graftjs/model-efficientnet-lite0',
    folder: 'weights',
  },
  {
    name: 'MobileNetV2',
    package: '@graftjs/model-mobilenet-v2',
    folder: 'weights',
  },
]

/** The bundled model of that name, in whatever case. */
export function bundledModel(name: string): BundledModel | undefined {
  const wanted = name.toLowerCase()
  return bundled.find((model) =>
    [model.name, model.huggingFace].some((known) => known?.toLowerCase() === wanted),
  )
}

/**
 * The folder of a bundled model's files, if its package is installed: seen from the program that runs, from
 * the current folder, or from this package.
 */
export function bundledFolder(model: BundledModel): string | undefined {
  const program = process.argv[1]
  const places = [join(process.cwd(), 'package.json'), ...(program ? [program] : []), import.meta.url]
  for (const place of places) {
    try {
      const manifest = createRequire(place).resolve(`${model.package}/package.json`)
      return join(dirname(manifest), model.folder)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (code !== 'MODULE_NOT_FOUND' && code !== 'ERR_INVALID_ARG_VALUE') throw error
    }
  }
  return undefined
}
