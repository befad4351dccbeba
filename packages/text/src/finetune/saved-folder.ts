import { type FileContent, GraftError } from '@graftjs/base'
import { assertExportAgrees, classifierLabels, tensorsToWrite } from '@graftjs/classifier'
import { cast, stateOf } from '@graftjs/core'
import { type Encoding, type ModelConfig, type ModelFolder, writeModelFolder } from '@graftjs/hub'
import { exportOnnx, runOnnxModel } from '@graftjs/onnx'
import type { SequenceClassifier } from './architecture'
import { type ModelCardParts, modelCard } from './model-card'
import type { Predictor, PredictorParts } from './predictor'
import { type Pretrained, pretrainedClassifier } from './pretrained'

export interface SavedParts extends PredictorParts<string>, ModelCardParts {
  readonly config: ModelConfig
  readonly tokenizerFiles: ReadonlyMap<string, Uint8Array>
  readonly predictor: Pick<Predictor<string>, 'logits'>
}

const tokenizerConfig = 'tokenizer_config.json'

/** Writes the whole folder or nothing. */
export async function saveTextClassifier(path: string, parts: SavedParts): Promise<void> {
  const { module, config, tokenizerFiles, maxLength } = parts
  const onnx = await exportClassifier(module)
  await assertAgrees(onnx, parts, path)
  await writeModelFolder(path, {
    config,
    tensors: tensorsToWrite(stateOf(module)),
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
  const finetune = 'TextClassifier.finetune(name, { train })'
  const { labels } = classifierLabels(await folder.config(), {
    path: folder.path,
    input: 'text',
    finetune,
    problems: ['single_label_classification'],
  })
  const { names } = await folder.weights()
  if (!names.includes('classifier.weight')) {
    throw new GraftError('invalid-file', {
      what: 'The weights hold no classification head ("classifier.weight" is missing).',
      where: folder.path,
      fix: `Fine-tune the model first: ${finetune}.`,
    })
  }
  return { ...(await pretrainedClassifier(folder, labels)), labels }
}

/** The model as transformers.js and ONNX Runtime run it: int64 in, float32 logits out. */
function exportClassifier(module: SequenceClassifier): Promise<Uint8Array> {
  const input = { dtype: 'int64', shape: ['batch_size', 'sequence_length'] } as const
  return exportOnnx({
    inputs: { input_ids: input, attention_mask: input, token_type_ids: input },
    parameters: stateOf(module),
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
  assertExportAgrees(
    expected.flatMap((row) => [...row]),
    logits!.data,
    path,
  )
}

/** Pipelines in other languages cut texts to what the tokenizer's file says. */
function withMaximumLength(bytes: Uint8Array | undefined, maxLength: number): string {
  const config = bytes ? (JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>) : {}
  return `${JSON.stringify({ ...config, model_max_length: maxLength }, null, 2)}\n`
}
