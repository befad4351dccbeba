import { type FileContent, GraftError } from '@graftjs/base'
import { cast, type Parameters, parametersOf, type StorageArray, type TensorToWrite } from '@graftjs/core'
import { type Encoding, type ModelConfig, type ModelFolder, writeModelFolder } from '@graftjs/hub'
import { exportOnnx, runOnnxModel } from '@graftjs/onnx'
import type { SequenceClassifier } from './architecture'
import { type ModelCardParts, modelCard } from './model-card'
import type { Predictor, PredictorParts } from './predictor'
import { labelsOfConfig, type Pretrained, pretrainedClassifier } from './pretrained'

export interface SavedParts extends PredictorParts<string>, ModelCardParts {
  readonly config: ModelConfig
  readonly tokenizerFiles: ReadonlyMap<string, Uint8Array>
  readonly predictor: Pick<Predictor<string>, 'logits'>
}

const tokenizerConfig = 'tokenizer_config.json'
const singleLabel = 'single_label_classification'

/** The exported file must agree with the classifier to this much, or nothing is saved. */
const tolerance = 1e-4

/** Writes the whole folder or nothing. */
export async function saveTextClassifier(path: string, parts: SavedParts): Promise<void> {
  const { module, config, tokenizerFiles, maxLength } = parts
  const onnx = await exportClassifier(module)
  await assertAgrees(onnx, parts, path)
  await writeModelFolder(path, {
    config,
    tensors: tensorsToWrite(parametersOf(module)),
    files: new Map<string, FileContent>([
      ...tokenizerFiles,
      [tokenizerConfig, withMaximumLength(tokenizerFiles.get(tokenizerConfig), maxLength)],
    ]),
    onnx: [['model.onnx', onnx]],
    card: modelCard(parts),
  })
}

/**
 * The classifier of a folder, with all of its weights.
 *
 * @throws GraftError `invalid-file` where it names no labels or lacks weights, `unsupported` where it is trained
 *   for something else than one label a text.
 */
export async function classifierOf(
  folder: ModelFolder,
): Promise<Pretrained & { readonly labels: readonly string[] }> {
  const config = await folder.config()
  const labels = labelsOfConfig(config)
  const { names } = await folder.weights()
  checkLoadable(folder, config, labels, names)
  return { ...(await pretrainedClassifier(folder, labels)), labels }
}

function checkLoadable(
  folder: ModelFolder,
  config: ModelConfig,
  labels: readonly string[],
  weights: readonly string[],
): void {
  const problem = config['problem_type'] ?? singleLabel
  if (problem !== singleLabel) {
    throw new GraftError('unsupported', {
      what: `The model is trained for ${JSON.stringify(problem)}, not to give each text one label.`,
      where: `${folder.path}/config.json`,
      fix: `Load a model whose problem_type is "${singleLabel}".`,
    })
  }
  if (labels.length < 2 || new Set(labels).size < labels.length) {
    throw new GraftError('invalid-file', {
      what: `The model names ${labels.length} distinct labels, so it is no classifier.`,
      where: `${folder.path}/config.json`,
      fix: 'Load a folder that save wrote, or fine-tune this model first: TextClassifier.finetune(name, { train }).',
    })
  }
  if (weights.includes('classifier.weight')) return
  throw new GraftError('invalid-file', {
    what: 'The weights hold no classification head ("classifier.weight" is missing).',
    where: folder.path,
    fix: 'Fine-tune the model first: TextClassifier.finetune(name, { train }).',
  })
}

/** The model as transformers.js and ONNX Runtime run it: int64 in, float32 logits out. */
function exportClassifier(module: SequenceClassifier): Promise<Uint8Array> {
  const input = { dtype: 'int64', shape: ['batch_size', 'sequence_length'] } as const
  return exportOnnx({
    inputs: { input_ids: input, attention_mask: input, token_type_ids: input },
    parameters: parametersOf(module),
    forward: (inputs) => ({
      logits: module.forward({
        inputIds: cast(inputs['input_ids']!, 'int32'),
        attentionMask: cast(inputs['attention_mask']!, 'int32'),
        tokenTypeIds: cast(inputs['token_type_ids']!, 'int32'),
      }),
    }),
  })
}

/** Runs the exported file on two texts and compares. */
async function assertAgrees(onnx: Uint8Array, parts: SavedParts, path: string): Promise<void> {
  const { tokenizer, labels, maxLength, predictor } = parts
  const rows: Encoding[] = ['A short text.', 'A longer text, so that the other one is padded beside it.'].map(
    (text) => tokenizer.encode(text, undefined, { maxLength }),
  )
  const expected = await predictor.logits(rows)
  const { shape, ...arrays } = tokenizer.pad(rows)
  const int64 = (values: Int32Array) =>
    ({ dtype: 'int64', shape, data: BigInt64Array.from(values, BigInt) }) as const
  const { logits } = await runOnnxModel(
    onnx,
    {
      input_ids: int64(arrays.inputIds),
      attention_mask: int64(arrays.attentionMask),
      token_type_ids: int64(arrays.tokenTypeIds),
    },
    { logits: { dtype: 'float32', shape: [rows.length, labels.length] } },
  )
  const flat = expected.flatMap((row) => [...row])
  const worst = Math.max(...flat.map((value, index) => Math.abs(value - Number(logits!.data[index]))))
  if (worst <= tolerance) return
  throw new GraftError('engine-failure', {
    what: `The exported ONNX file differs from the classifier by ${worst.toExponential(1)} in its logits; nothing was saved.`,
    where: path,
    fix: 'Please report this with the model that you fine-tuned.',
    details: { worst },
  })
}

function* tensorsToWrite(parameters: Parameters): Iterable<readonly [string, TensorToWrite]> {
  for (const [name, tensor] of Object.entries(parameters)) {
    const data = async () => (await tensor.data()) as StorageArray
    yield [name, { dtype: 'F32', shape: tensor.shape as readonly number[], data }]
  }
}

/** Pipelines in other languages cut texts to what the tokenizer's file says. */
function withMaximumLength(bytes: Uint8Array | undefined, maxLength: number): string {
  const config = bytes ? (JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>) : {}
  return `${JSON.stringify({ ...config, model_max_length: maxLength }, null, 2)}\n`
}
