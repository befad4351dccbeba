import { RandomKey } from '@graftjs/base'
import { assertExportAgrees, labelEntries, tensorsToWrite } from '@graftjs/classifier'
import { type Parameters, stateOf } from '@graftjs/core'
import { type ModelConfig, writeModelFolder } from '@graftjs/hub'
import { exportOnnx, runOnnxModel } from '@graftjs/onnx'
import type { PictureClassifier } from '../architectures/architecture'
import type { Predictor, PredictorParts } from '../classifier/predictor'
import type { Pretrained } from '../classifier/pretrained'
import type { Preprocessor } from '../preprocess/preprocessor'
import { type ModelCardParts, modelCard } from './model-card'

export interface SavedParts
  extends Omit<PredictorParts<unknown>, 'answer'>,
    Pretrained,
    Omit<ModelCardParts, 'type'> {
  readonly predictor: Pick<Predictor<unknown>, 'run'>
}

/** Writes the whole folder or nothing. */
export async function saveImageClassifier(path: string, parts: SavedParts): Promise<void> {
  const { module, preprocessor, fileNames } = parts
  const onnx = await exportClassifier(module, preprocessor)
  await assertAgrees(onnx, parts, path)
  const config = configOf(parts)
  await writeModelFolder(path, {
    config,
    tensors: tensorsToWrite(byFileName(stateOf(module), fileNames)),
    files: [['preprocessor_config.json', `${JSON.stringify(preprocessor.toConfig(), null, 2)}\n`]],
    onnx: [['model.onnx', onnx]],
    card: modelCard({ ...parts, type: config.model_type }),
  })
}

/** A tensor that the model's own file did not have, such as a head's, keeps its path below the prefix of the others. */
function byFileName(state: Parameters, fileNames: ReadonlyMap<string, string>): Parameters {
  const [path, name] = [...fileNames][0] ?? ['', '']
  const prefix = name.endsWith(path) ? name.slice(0, name.length - path.length) : ''
  return Object.fromEntries(
    Object.entries(state).map(([path, tensor]) => [fileNames.get(path) ?? prefix + path, tensor]),
  )
}

function configOf({ config, architecture, labels, problem, preprocessor }: SavedParts): ModelConfig {
  return {
    ...config,
    architectures: [architecture.className],
    ...labelEntries(labels, problem),
    dtype: 'float32',
    ...sizeOf(config, preprocessor, labels.length),
    // Browsers would look for an 8-bit file by default.
    'transformers.js_config': { dtype: 'fp32' },
  }
}

/** Where a config says how pictures are prepared: timm's is read instead of `preprocessor_config.json`. */
function sizeOf(config: ModelConfig, preprocessor: Preprocessor, labels: number): Record<string, unknown> {
  const { height = 0, width = 0 } = preprocessor.outputSize ?? {}
  const { pretrained_cfg: pretrained } = config
  if (config.model_type !== 'timm_wrapper') return 'image_size' in config ? { image_size: height } : {}
  const known = typeof pretrained === 'object' && pretrained !== null ? pretrained : {}
  const { mean, deviation, resampling, size } = preprocessor.settings
  return {
    num_classes: labels,
    label_names: undefined,
    pretrained_cfg: {
      ...known,
      input_size: [3, height, width],
      crop_pct: size.kind === 'shortest-edge' ? height / size.edge : 1,
      crop_mode: 'center',
      interpolation: resampling,
      mean,
      std: deviation,
      num_classes: labels,
    },
  }
}

/** The model as transformers.js and ONNX Runtime run it: float32 pixels in, logits out. */
function exportClassifier(module: PictureClassifier, preprocessor: Preprocessor): Promise<Uint8Array> {
  const { height = 0, width = 0 } = preprocessor.outputSize ?? {}
  return exportOnnx({
    inputs: { pixel_values: { dtype: 'float32', shape: ['batch_size', 3, height, width] } },
    parameters: stateOf(module),
    forward: (inputs) => ({ logits: module.forward(inputs['pixel_values']!).logits }),
  })
}

/** Runs the exported file on two pictures of noise and compares. */
async function assertAgrees(
  onnx: Uint8Array,
  { preprocessor, labels, predictor }: SavedParts,
  path: string,
): Promise<void> {
  const { height = 0, width = 0 } = preprocessor.outputSize ?? {}
  const pictures = [0, 1].map((seed) => {
    const draws = RandomKey.from(seed).uniform(3 * height * width)
    return preprocessor.normalize({ height, width, pixels: Uint8Array.from(draws, (draw) => 256 * draw) })
  })
  const { logits: own } = await predictor.run(pictures)
  const data = new Float32Array(2 * 3 * height * width)
  for (const [index, picture] of pictures.entries()) data.set(picture, index * picture.length)
  const { logits } = await runOnnxModel(
    onnx,
    { pixel_values: { dtype: 'float32', shape: [2, 3, height, width], data } },
    { logits: { dtype: 'float32', shape: [2, labels.length] } },
  )
  assertExportAgrees(own.data, logits!.data, path)
}
