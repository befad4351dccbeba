import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Models that npm data packages carry: found by their short name or by their Hugging Face id. */
export const bundled = [
  {
    name: 'all-MiniLM-L6-v2',
    huggingFace: 'sentence-transformers/all-MiniLM-L6-v2',
    package: '@graftjs/model-all-minilm-l6-v2',
    folder: 'weights',
  },
] as const

export type BundledModel = (typeof bundled)[number]

/** The bundled model of that name, in whatever case. */
export function bundledModel(name: string): BundledModel | undefined {
  const wanted = name.toLowerCase()
  return bundled.find((model) =>
    [model.name, model.huggingFace].some((known) => known.toLowerCase() === wanted),
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
