import { GraftError, type RandomKey } from '@graftjs/base'
import { labelEntries, labelsOfConfig, sameLabels } from '@graftjs/classifier'
import { fromTypedArray, initialize, load, type Tensor, type TensorFile } from '@graftjs/core'
import type { ModelConfig, ModelFolder } from '@graftjs/hub'
import { architectureOf, type SequenceClassifier } from './architecture'

/** A model with every parameter in place, and the `config.json` that describes it. */
export interface Pretrained {
  readonly module: SequenceClassifier
  readonly config: ModelConfig
}

/**
 * The weights of a folder under a head for these labels. The folder's own head is kept where it is for the
 * same labels in the same order; otherwise a new one is drawn from `key`. Without a key the folder must hold
 * every weight.
 *
 * @throws GraftError `invalid-file` where weights are missing or of other shapes than `config.json` says.
 */
export async function pretrainedClassifier(
  folder: ModelFolder,
  labels: readonly string[],
  key?: RandomKey,
): Promise<Pretrained> {
  const config = await folder.config()
  const architecture = architectureOf(config, folder.path)
  const keepsHead = sameLabels(labelsOfConfig(config), labels)
  const tensors = await readTensors(await folder.weights(), architecture.prefix, keepsHead)
  const { module, missing } = loadInto(
    architecture.create(config, labels.length, folder.path),
    tensors,
    folder,
  )
  const absent = missing.filter((name) => !key || !architecture.optional.test(name))
  if (absent.length > 0) throw incomplete(folder, absent)
  return {
    module: key ? initialize(module, key) : module,
    config: {
      ...config,
      architectures: [architecture.className],
      ...labelEntries(labels),
      dtype: 'float32',
      // Browsers would look for an 8-bit file by default.
      'transformers.js_config': { dtype: 'fp32' },
    },
  }
}

function loadInto(module: SequenceClassifier, tensors: Record<string, Tensor>, folder: ModelFolder) {
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

async function readTensors(
  file: TensorFile,
  prefix: string,
  keepsHead: boolean,
): Promise<Record<string, Tensor>> {
  const prefixed = file.names.some((name) => name.startsWith(prefix))
  const tensors: Record<string, Tensor> = {}
  for (const name of file.names) {
    const isHead = name.startsWith('classifier.')
    if ((isHead && !keepsHead) || name.endsWith('position_ids')) continue
    const { shape, data } = await file.float32(name)
    tensors[modernName(isHead || prefixed ? name : prefix + name)] = fromTypedArray(data, shape)
  }
  return tensors
}

/** TensorFlow's names of the norm's parameters live on in the oldest files. */
const modernName = (name: string): string =>
  name.replace(/LayerNorm\.gamma$/, 'LayerNorm.weight').replace(/LayerNorm\.beta$/, 'LayerNorm.bias')

const incomplete = (folder: ModelFolder, absent: readonly string[]): GraftError =>
  new GraftError('invalid-file', {
    what: `The weights lack ${absent.length} of the model's tensors, the first being "${absent[0]}".`,
    where: folder.path,
    fix: 'Use a folder whose weights belong to its config.json.',
    details: { missing: absent },
  })
