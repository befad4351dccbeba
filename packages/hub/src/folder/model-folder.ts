import { readFile } from 'node:fs/promises'
import { isAbsolute, join, normalize, sep } from 'node:path'
import { GraftError, statusOf } from '@graftjs/base'
import { openSafetensors, type TensorFile } from '@graftjs/core'
import { Tokenizer } from '../tokenizer/tokenizer'
import { damaged, type JsonObject, readJsonObject } from './read-json'
import { openShardedWeights } from './sharded-weights'

/** `config.json`: an object whose `model_type` names the architecture. The rest is the architecture's. */
export type ModelConfig = JsonObject & { readonly model_type: string }

/** The files that make up a tokenizer, in whatever selection a model has. */
export const tokenizerFileNames = [
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'vocab.txt',
  'vocab.json',
  'merges.txt',
  'added_tokens.json',
] as const

/** Weights that are Python's own object format. Opening one runs code, so it is never opened. */
const pickled = ['pytorch_model.bin', 'pytorch_model.bin.index.json', 'model.pt', 'model.ckpt']
const foreign = ['tf_model.h5', 'flax_model.msgpack', 'model.gguf', 'rust_model.ot']

/** A pretrained model as Hugging Face lays it out: config, weights, tokenizer in one folder. */
export class ModelFolder {
  private opened: Promise<Tokenizer> | undefined

  constructor(
    /** How the model was asked for, in its proper spelling. */
    readonly name: string,
    readonly path: string,
    readonly source: 'folder' | 'package' | 'download',
  ) {}

  /** The path of a file in the folder (`'onnx/model.onnx'`), or undefined where there is none. */
  async file(name: string): Promise<string | undefined> {
    const inside = normalize(name)
    if (name === '' || isAbsolute(inside) || inside.split(sep).includes('..')) {
      throw new GraftError('invalid-option', {
        what: `${JSON.stringify(name)} leads out of the model's folder.`,
        where: 'name',
        fix: 'Give the name of a file in it.',
      })
    }
    const path = join(this.path, inside)
    return (await statusOf(path))?.isFile() ? path : undefined
  }

  /** @throws GraftError `invalid-file` where it is no JSON object with a `model_type`. */
  async config(): Promise<ModelConfig> {
    const path = join(this.path, 'config.json')
    const config = await readJsonObject(path)
    const type = config['model_type']
    if (typeof type !== 'string' || type === '') throw damaged(path, 'The config has no model_type.')
    return { ...config, model_type: type }
  }

  /**
   * The tensors, from `model.safetensors` or its shards.
   *
   * @throws GraftError `unsupported` where there are only weights in a format that Graft does not open.
   */
  async weights(): Promise<TensorFile> {
    const whole = await this.file('model.safetensors')
    if (whole) return openSafetensors(whole)
    const index = await this.file('model.safetensors.index.json')
    if (index) return openShardedWeights(index)
    const others = await Promise.all([...pickled, ...foreign].map((name) => this.file(name)))
    throw noSafetensors(
      this.name,
      this.path,
      [...pickled, ...foreign].filter((_, i) => others[i]),
    )
  }

  /**
   * Read once, however often it is asked for.
   *
   * @throws GraftError `unsupported` where there is no `tokenizer.json`.
   */
  tokenizer(): Promise<Tokenizer> {
    this.opened ??= this.openTokenizer().catch((error: unknown) => {
      this.opened = undefined
      throw error
    })
    return this.opened
  }

  /** The tokenizer's files as they are, for a model that is saved with the same tokenizer. */
  async tokenizerFiles(): Promise<ReadonlyMap<string, Uint8Array>> {
    const files = new Map<string, Uint8Array>()
    for (const name of tokenizerFileNames) {
      const path = await this.file(name)
      if (path) files.set(name, await readFile(path))
    }
    return files
  }

  private async openTokenizer(): Promise<Tokenizer> {
    const path = await this.file('tokenizer.json')
    if (!path) {
      throw new GraftError('unsupported', {
        what: `The model ${this.name} has no tokenizer.json.`,
        where: this.path,
        fix: `Write one with Python: AutoTokenizer.from_pretrained("${this.name}").save_pretrained(folder).`,
      })
    }
    const [map, config] = await Promise.all(
      ['special_tokens_map.json', 'tokenizer_config.json'].map(async (name) => {
        const file = await this.file(name)
        return file ? readJsonObject(file) : {}
      }),
    )
    return new Tokenizer(await readJsonObject(path, 256), { ...map, ...config }, path)
  }
}

/** The error for a model whose weights are not in safetensors; `found` lists what it has instead. */
export function noSafetensors(name: string, where: string, found: readonly string[]): GraftError {
  if (found.length === 0) {
    return new GraftError('not-found', {
      what: `The model ${name} has no weights.`,
      where,
      fix: 'A model folder needs model.safetensors.',
    })
  }
  const pickle = found.some((file) => pickled.includes(file))
  return new GraftError('unsupported', {
    what: `The model ${name} has its weights in ${found.join(', ')} only${pickle ? ', which can run code when it is opened' : ''}.`,
    where,
    fix: `Convert it once with Python, in a sandbox if you do not trust it: AutoModel.from_pretrained("${name}").save_pretrained(folder), then open that folder.`,
    details: { found },
  })
}

/** Which of a model's files are weights that Graft does not open. */
export function otherWeights(files: Iterable<string>): string[] {
  return [...files].filter((file) => pickled.includes(file) || foreign.includes(file))
}
