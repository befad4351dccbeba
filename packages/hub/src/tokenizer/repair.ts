import { BertNormalizer, type Tokenizer as LibraryTokenizer, WordPiece } from '@huggingface/tokenizers'

/**
 * Makes the library agree with the reference tokenizers (Rust, Python) where 0.2.0 does not:
 * - ideographs beyond U+FFFF (CJK extensions B to F) get the spaces around them that the others get;
 * - a capital sigma becomes σ wherever it stands: the reference lowers each character by itself, JavaScript
 *   knows that a Greek word ends in ς;
 * - WordPiece tries no piece longer than the longest in the vocabulary. The library tries them all, so that a
 *   megabyte of unknown 100-letter words took 36 s.
 *
 * What still differs: the reference's tables of accents and punctuation are of an older Unicode, so some 660
 * characters of rare scripts and medieval punctuation, classified since, are dropped or split off here and
 * kept there. A test holds the list to that.
 */
export function repair(library: LibraryTokenizer): void {
  const { normalizer, model } = library
  if (normalizer instanceof BertNormalizer) {
    const { config } = normalizer
    const strip = config.strip_accents ?? config.lowercase
    normalizer.normalize = (text) => {
      let result = text
      if (config.clean_text) result = result.replace(removed, '').replace(whitespace, ' ')
      if (isAscii(result)) return config.lowercase ? result.toLowerCase() : result
      if (config.handle_chinese_chars) result = result.replace(ideograph, ' $& ')
      if (strip) result = result.normalize('NFD').replace(accent, '')
      return config.lowercase ? result.replaceAll('Σ', 'σ').toLowerCase() : result
    }
  }
  if (model instanceof WordPiece) {
    const { config } = model
    const longest = longestKey(model.tokens_to_ids)
    model.encode = (words) => {
      const pieces: string[] = []
      for (const word of words)
        pushPieces(pieces, word, model, config.continuing_subword_prefix ?? '##', longest)
      return pieces
    }
  }
}

const removed = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u{FFFD}]/gu
const whitespace = /\s/g
const accent = /\p{Mn}/gu
/** What the reference calls Chinese characters, its misprint (2B920 for 2B820) included. */
const ideograph =
  /[\u{4E00}-\u{9FFF}\u{3400}-\u{4DBF}\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B920}-\u{2CEAF}\u{F900}-\u{FAFF}\u{2F800}-\u{2FA1F}]/gu

function isAscii(text: string): boolean {
  return !nonAscii.test(text)
}
const nonAscii = /[^\0-\x7f]/

function longestKey(vocabulary: ReadonlyMap<string, number>): number {
  let longest = 0
  for (const token of vocabulary.keys()) longest = Math.max(longest, token.length)
  return longest
}

/** The longest pieces first, from left to right; a word with a part that has no piece is unknown as a whole. */
function pushPieces(pieces: string[], word: string, model: WordPiece, prefix: string, longest: number): void {
  const known = model.tokens_to_ids
  const length = pieces.length
  if (known.has(word) && word.length <= model.max_input_chars_per_word) {
    pieces.push(word)
    return
  }
  let start = codePointsUpTo(word, model.max_input_chars_per_word) ? 0 : Number.NaN
  while (start < word.length) {
    let end = Math.min(word.length, start + longest)
    let piece = ''
    for (; end > start; end--) {
      piece = start === 0 ? word.slice(0, end) : prefix + word.slice(start, end)
      if (known.has(piece)) break
    }
    if (end === start) start = Number.NaN
    else {
      pieces.push(piece)
      start = end
    }
  }
  if (!Number.isNaN(start)) return
  pieces.length = length
  pieces.push(model.unk_token ?? '')
}

/** Whether the text has at most `most` characters, counted as code points. */
function codePointsUpTo(text: string, most: number): boolean {
  if (text.length <= most) return true
  return text.length <= 2 * most && [...text].length <= most
}
