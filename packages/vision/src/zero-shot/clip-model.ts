import { readFile } from 'node:fs/promises'
import { GraftError } from '@graftjs/base'
import type { FeatureMatrix } from '@graftjs/classifier'
import { compile, type Engine, fromTypedArray, isConcrete, load, stateOf, type Tensor } from '@graftjs/core'
import type { ModelFolder, Tokenizer } from '@graftjs/hub'
import { Clip, clipConfig } from '../architectures/clip'
import { matrixOfTensor, stackPixels } from '../classifier/network-rows'
import type { Backbone } from '../embedder/backbone'
import { Preprocessor } from '../preprocess/preprocessor'

/** Texts computed together. */
const TEXTS_AT_ONCE = 32
/** Few distinct lengths mean few compilations. */
const LENGTH_STEP = 8

/** CLIP's two towers: pictures and texts as vectors of one space. */
export interface ClipModel extends Backbone {
  /** What a cosine is multiplied by to be a logit. */
  readonly scale: number
  /** Vectors of length 1. Texts that are longer than the model takes are cut. */
  embedTexts(texts: readonly string[], signal?: AbortSignal): Promise<FeatureMatrix>
}

export const isClip = (config: { readonly model_type: string }): boolean => config.model_type === 'clip'

/**
 * Opens the towers, the tokenizer and the preprocessor of a folder.
 *
 * @throws GraftError `unsupported` where it holds another kind of model, `invalid-file` where weights are missing.
 */
export async function openClip(folder: ModelFolder, engine: Engine): Promise<ClipModel> {
  const config = await folder.config()
  if (!isClip(config)) {
    throw new GraftError('unsupported', {
      what: `The model ${folder.name} is of type "${config.model_type}", which knows no texts.`,
      where: folder.path,
      fix: 'Use a CLIP model, for example "openai/clip-vit-base-patch32", or fine-tune this one with ImageClassifier.',
    })
  }
  const { text, projection } = clipConfig(config, folder.path)
  const tokenizer = await folder.tokenizer()
  const module = await loadTowers(new Clip(clipConfig(config, folder.path)), folder)
  const preprocessor = await preprocessorOf(folder)
  const seePictures = compile((pixels: Tensor) => module.embedPictures(pixels), {
    engine,
    dynamic: [['batch', null, null, null]],
    frozen: true,
  })
  const readTexts = compile((ids: Tensor) => module.embedTexts(ids), {
    engine,
    dynamic: [['batch', null]],
    frozen: true,
  })
  const scale = Math.exp(Number(await module.logit_scale.item()))
  return {
    dimensions: projection,
    preprocessor,
    scale,
    async run(inputs, signal) {
      return matrixOfTensor(await seePictures.run([stackPixels(inputs, preprocessor)], { signal }))
    },
    async embedTexts(texts, signal) {
      const data = new Float32Array(texts.length * projection)
      for (let start = 0; start < texts.length; start += TEXTS_AT_ONCE) {
        const ids = idsOf(tokenizer, texts.slice(start, start + TEXTS_AT_ONCE), text.maximumLength)
        const vectors = await matrixOfTensor(await readTexts.run([ids], { signal }))
        data.set(vectors.data, start * projection)
      }
      return { data, rows: texts.length, columns: projection }
    },
    async close() {
      await seePictures.dispose()
      await readTexts.dispose()
    },
  }
}

async function preprocessorOf(folder: ModelFolder): Promise<Preprocessor> {
  const path = await folder.file('preprocessor_config.json')
  return Preprocessor.fromConfig(
    path ? JSON.parse(await readFile(path, 'utf8')) : { image_processor_type: 'CLIPImageProcessor' },
  )
}

/** `[texts, length]`, padded behind their ends, which nothing before them sees. */
function idsOf(tokenizer: Tokenizer, texts: readonly string[], most: number): Tensor {
  const rows = texts.map((text) => tokenizer.encode(text, undefined, { maxLength: most }))
  const longest = Math.max(...rows.map(({ ids }) => ids.length))
  const padTo = Math.min(most, Math.ceil(longest / LENGTH_STEP) * LENGTH_STEP)
  const { inputIds, shape } = tokenizer.pad(rows, { padTo })
  return fromTypedArray(inputIds, shape)
}

async function loadTowers(module: Clip, folder: ModelFolder): Promise<Clip> {
  const file = await folder.weights()
  const present = new Set(file.names)
  const tensors: Record<string, Tensor> = {}
  for (const [path, { shape }] of Object.entries(stateOf(module))) {
    if (!present.has(path)) continue
    const stored = await file.float32(path)
    // Some files hold the scale as a list of one number.
    const wanted = isConcrete(shape) && shape.length === 0 && stored.data.length === 1 ? [] : stored.shape
    tensors[path] = fromTypedArray(stored.data, wanted)
  }
  const { module: loaded, missing } = load(module, tensors)
  if (missing.length === 0) return loaded
  throw new GraftError('invalid-file', {
    what: `The weights lack ${missing.length} of the model's tensors, the first being "${missing[0]}".`,
    where: folder.path,
    fix: 'Use a folder whose weights belong to its config.json.',
    details: { missing },
  })
}
