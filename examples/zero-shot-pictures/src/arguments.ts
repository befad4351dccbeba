import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

export interface Arguments {
  /** The folder of a CLIP model, or its Hugging Face id. */
  readonly model: string | undefined
  /** A folder of pictures; without it shapes are drawn. */
  readonly pictures: string | undefined
  readonly labels: readonly string[]
}

/** `MODEL [PICTURES LABEL LABEL …]` */
export const argumentsOf = ([model, pictures, ...labels]: readonly string[]): Arguments => ({
  model,
  pictures,
  labels,
})

export const usage = `Usage: npm start -- MODEL [PICTURES LABEL LABEL ...]

  MODEL     a folder with a CLIP model, or its Hugging Face id, which is downloaded once and kept
  PICTURES  a folder of pictures, and then the labels to choose from; without them shapes are drawn

A model needs these five files of https://huggingface.co/openai/clip-vit-base-patch32 (0.6 GB) in one folder:

  config.json  preprocessor_config.json  tokenizer.json  tokenizer_config.json  model.safetensors

For example, where the hub can be reached:

  npm start -- openai/clip-vit-base-patch32
  npm start -- openai/clip-vit-base-patch32 ~/Pictures "a beach" "a dog" "a screenshot" "a receipt"`

/** The pictures of a folder, by their endings. */
export async function picturesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder)
  return names
    .filter((name) => /\.(jpe?g|png|webp|avif|gif|tiff?)$/i.test(name))
    .sort()
    .map((name) => join(folder, name))
}
