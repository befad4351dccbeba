import { basename, join } from 'node:path'
import {
  assertReplaceable,
  assertWritable,
  type FileContent,
  GraftError,
  writeFileAtomically,
  writeFolderAtomically,
} from '@graftjs/base'
import { type TensorsToWrite, writeSafetensors } from '@graftjs/core'
import { type ModelConfig, tokenizerFileNames } from './model-folder'

export interface ModelFolderContent {
  readonly config: ModelConfig
  /** Named as Hugging Face's model class names them. */
  readonly tensors: TensorsToWrite
  /** Tokenizer or preprocessor files by name, for example `await model.tokenizerFiles()`. */
  readonly files?: Iterable<readonly [name: string, content: FileContent]>
  /** Files of the folder `onnx/`, where transformers.js looks for `model.onnx` and its quantized siblings. */
  readonly onnx?: Iterable<readonly [name: string, content: FileContent]>
  /** The model card: `README.md`. */
  readonly card?: string
}

/** Everything that an earlier save may have left, and a new one may replace. */
const ownNames = [
  'config.json',
  'model.safetensors',
  'preprocessor_config.json',
  'onnx',
  'README.md',
  ...tokenizerFileNames,
]

/**
 * Writes a model in Hugging Face's layout, whole or not at all: Python's transformers opens it by
 * `config.json` and `model.safetensors`, transformers.js by `onnx/`. An earlier model in that folder is
 * replaced; a folder that holds anything else is refused.
 *
 * @throws GraftError `file-access` for the path, `invalid-data` for a tensor or a file name.
 */
export async function writeModelFolder(path: string, content: ModelFolderContent): Promise<void> {
  const files = [...(content.files ?? [])].map(checked)
  const onnx = [...(content.onnx ?? [])].map(checked)
  await writeFolderAtomically(
    path,
    async (folder) => {
      await writeFileAtomically(join(folder, 'config.json'), `${JSON.stringify(content.config, null, 2)}\n`)
      await writeSafetensors(join(folder, 'model.safetensors'), content.tensors)
      for (const [name, data] of files) await writeFileAtomically(join(folder, name), data)
      for (const [name, data] of onnx) await writeFileAtomically(join(folder, 'onnx', name), data)
      if (content.card !== undefined) await writeFileAtomically(join(folder, 'README.md'), content.card)
    },
    { mayReplace: [...ownNames, ...files.map(([name]) => name)] },
  )
}

/**
 * Throws where {@link writeModelFolder} would: the path cannot be written, or holds what is no model.
 * Call it before a training whose result goes there.
 */
export async function assertModelFolderWritable(path: string): Promise<void> {
  await assertWritable(path)
  await assertReplaceable(path, ownNames)
}

function checked(entry: readonly [string, FileContent]): readonly [string, FileContent] {
  const [name] = entry
  const reserved = ['config.json', 'model.safetensors', 'README.md', 'onnx', '.', '..', '']
  if (basename(name) === name && !name.includes('\\') && !reserved.includes(name)) return entry
  throw new GraftError('invalid-data', {
    what: `${JSON.stringify(name)} cannot be the name of a file beside the weights.`,
    where: 'files',
    fix: 'Give the name of a tokenizer or preprocessor file, without folders.',
  })
}
