import { GraftError } from '@graftjs/base'
import type { Tokenizer as LibraryTokenizer } from '@huggingface/tokenizers'

/** Where a tokenizer puts its special tokens around one text or two. */
export interface Template {
  /** How many special tokens it adds. */
  readonly specials: number
  fill(
    first: readonly number[],
    second: readonly number[],
    withSpecials: boolean,
  ): { ids: number[]; tokenTypeIds: number[] }
}

// No token of a vocabulary can be these, since no text that is encoded holds a NUL and a name.
const firstMark = '\0first'
const secondMark = '\0second'

/** Learns the template from the library's post-processor, by giving it marks in place of tokens. */
export function templateOf(library: LibraryTokenizer, pair: boolean, where: string): Template {
  const marks = pair ? [firstMark, secondMark] : [firstMark]
  const processed = library.post_processor?.post_process([firstMark], pair ? [secondMark] : null, true)
  // Some post-processors (RoBERTa's byte level) hand the second text back beside the first.
  const tokens = processed ? [...processed.tokens, ...(processed.tokens_pair ?? [])] : marks
  const parts = tokens.map((token, i) => {
    const type = processed?.token_type_ids?.[i] ?? 0
    if (marks.includes(token)) return { second: token === secondMark, type }
    const id = library.token_to_id(token)
    if (id !== undefined) return { id, type }
    throw new GraftError('invalid-file', {
      what: `The template names the special token ${JSON.stringify(token)}, which is not in the vocabulary.`,
      where,
      fix: 'Use a tokenizer.json that the Python library tokenizers opens.',
    })
  })
  return {
    specials: parts.filter((part) => 'id' in part).length,
    fill(first, second, withSpecials) {
      const ids: number[] = []
      const tokenTypeIds: number[] = []
      for (const part of parts) {
        const own = 'id' in part ? (withSpecials ? [part.id] : []) : part.second ? second : first
        for (const id of own) {
          ids.push(id)
          tokenTypeIds.push(part.type)
        }
      }
      return { ids, tokenTypeIds }
    },
  }
}
