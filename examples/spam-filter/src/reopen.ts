import type { Prediction } from '@graftjs/text'
import { AutoTokenizer, env, pipeline } from '@huggingface/transformers'

/** How the saved model does elsewhere. */
export interface Reopened {
  /** Texts that were compared. */
  readonly texts: number
  /** The largest difference between two scores. */
  readonly difference: number
}

/**
 * Opens the saved folder with transformers.js, as a product that only predicts would, and compares its scores
 * with ours on the first texts that the model reads whole. (Of longer ones transformers.js 4.3 cuts off the
 * closing [SEP] too, which Python and Graft keep: their scores differ in the third decimal.)
 */
export async function reopen(
  folder: string,
  texts: readonly string[],
  predict: (texts: readonly string[]) => Promise<Prediction[]>,
  { maxLength, count = 20 }: { readonly maxLength: number; readonly count?: number },
): Promise<Reopened> {
  env.allowRemoteModels = false
  const tokenizer = await AutoTokenizer.from_pretrained(folder)
  const whole = texts.filter((text) => tokenizer.encode(text).length <= maxLength).slice(0, count)
  const ours = await predict(whole)
  const classify = await pipeline('text-classification', folder, { dtype: 'fp32' })
  let difference = 0
  for (const [index, text] of whole.entries()) {
    const theirs = await classify(text, { top_k: null })
    for (const { label, score } of [theirs].flat(2)) {
      difference = Math.max(difference, Math.abs(score - (ours[index]?.scores[label] ?? Number.NaN)))
    }
  }
  await classify.dispose()
  return { texts: whole.length, difference }
}
