import { GraftError, RandomKey } from '@graftjs/base'
import { labelsOfConfig, sameLabels } from '@graftjs/classifier'
import { fromTypedArray, initialize, load, type Tensor, type TensorFile } from '@graftjs/core'
import type { ModelConfig, ModelFolder } from '@graftjs/hub'
import type { Architecture, PictureClassifier } from '../architectures/architecture'
import { architectureOf } from '../architectures/architecture-of'

/** A model with every parameter in place, and what describes it. */
export interface Pretrained {
  readonly module: PictureClassifier
  readonly architecture: Architecture
  readonly config: ModelConfig
  /** What the model's file calls each tensor, by its path: a saved file has the same names. */
  readonly fileNames: ReadonlyMap<string, string>
}

/**
 * The weights of a folder under a head for these labels. The folder's own head is kept where it is for the same labels
 * in the same order; otherwise a new one is drawn from `key`. Without a key the folder must hold every weight.
 *
 * @throws GraftError `invalid-file` where weights are missing or of other shapes than `config.json` says, `unsupported`
 *   for a kind of model that Graft does not have.
 */
export async function pretrainedClassifier(
  folder: ModelFolder,
  labels: readonly string[],
  key?: RandomKey,
): Promise<Pretrained> {
  const config = await folder.config()
  const architecture = architectureOf(config, folder.path)
  const file = await folder.weights()
  const fileNames = namesByPath(file, architecture)
  const keepsHead = sameLabels(labelsOfConfig(config), labels)
  const wanted = [...fileNames].filter(([path]) => keepsHead || !architecture.head.test(path))
  const { module, missing } = loadInto(
    architecture.create(labels.length),
    await readTensors(file, wanted),
    folder,
  )
  const absent = missing.filter((path) => !mayBeMissing(path) && !(key && architecture.head.test(path)))
  if (absent.length > 0) throw incomplete(folder, absent)
  return { module: initialize(module, key ?? RandomKey.from(0)), architecture, config, fileNames }
}

/** Only files of other frameworks count the batches, and nothing reads the count. */
const mayBeMissing = (path: string): boolean => path.endsWith('.num_batches_tracked')

function namesByPath({ names }: TensorFile, architecture: Architecture): Map<string, string> {
  const paths = new Map<string, string>()
  for (const name of names) {
    const path = architecture.pathOf(name)
    if (path !== undefined) paths.set(path, name)
  }
  return paths
}

async function readTensors(
  file: TensorFile,
  wanted: Iterable<readonly [path: string, name: string]>,
): Promise<Record<string, Tensor>> {
  const tensors: Record<string, Tensor> = {}
  for (const [path, name] of wanted) {
    if (mayBeMissing(path)) continue
    const { shape, data } = await file.float32(name)
    tensors[path] = fromTypedArray(data, shape)
  }
  return tensors
}

function loadInto(module: PictureClassifier, tensors: Record<string, Tensor>, folder: ModelFolder) {
  try {
    return load(module, tensors)
  } catch (cause) {
    if (!GraftError.isInstance(cause) || cause.code !== 'shape-mismatch') throw cause
    throw new GraftError('invalid-file', {
      what: `The weights do not fit config.json: ${cause.message}`,
      where: folder.path,
      fix: 'Use a folder whose weights belong to its config.json.',
      cause,
    })
  }
}

const incomplete = (folder: ModelFolder, absent: readonly string[]): GraftError =>
  new GraftError('invalid-file', {
    what: `The weights lack ${absent.length} of the model's tensors, the first being "${absent[0]}".`,
    where: folder.path,
    fix: 'Use a folder whose weights belong to its config.json, or fine-tune this model first: ImageClassifier.finetune(name, { train }).',
    details: { missing: absent },
  })
