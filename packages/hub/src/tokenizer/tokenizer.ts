import { GraftError } from '@graftjs/base'
import { BertNormalizer, BertPreTokenizer, Tokenizer as LibraryTokenizer } from '@huggingface/tokenizers'
import { type BatchOptions, type Encoding, padded, type TokenBatch } from './batch'
import { repair } from './repair'
import { type Template, templateOf } from './template'

export type { BatchOptions, Encoding, TokenBatch } from './batch'

/** A text, or two that the model reads together (a question and a passage). */
export type TextInput = string | readonly [text: string, textPair: string]

export interface EncodeOptions {
  /** At most so many ids, special tokens included. Default: no limit. */
  readonly maxLength?: number
  /** Put [CLS], [SEP] or the model's own around the text. Default: true. */
  readonly addSpecialTokens?: boolean
}

type JsonObject = Readonly<Record<string, unknown>>

/**
 * Text to token ids and back, as Hugging Face's `tokenizer.json` says, equal to the reference tokenizers on
 * what the golden test holds (see `repair.ts` for what is put right and what still differs).
 */
export class Tokenizer {
  /** How many ids there are; the largest id is at most this minus one. */
  readonly vocabularySize: number
  /** The most ids that the model takes, where the files say so. */
  readonly maxLength: number | undefined
  readonly padId: number | undefined
  /** Ids such as [CLS]'s that stand for no text. */
  readonly specialIds: ReadonlySet<number>
  private readonly library: LibraryTokenizer
  private readonly single: Template
  private readonly pair: Template
  private readonly padLeft: boolean
  /** Of the whole decoded text. The library's default is yes; the reference's is no. */
  private readonly cleansUp: boolean
  /** Whether a text can be cut at a space without changing the tokens on either side. */
  private readonly splitsAtSpaces: boolean

  /**
   * @param tokenizer the content of `tokenizer.json`
   * @param config the content of `tokenizer_config.json`
   * @param where what messages call it
   * @throws GraftError `invalid-file` where the library cannot make a tokenizer of it.
   */
  constructor(tokenizer: JsonObject, config: JsonObject, where: string) {
    try {
      this.library = new LibraryTokenizer(tokenizer, config)
    } catch (cause) {
      throw new GraftError('invalid-file', {
        what: `The tokenizer cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
        where,
        fix: 'Use a tokenizer.json that the Python library tokenizers opens.',
        cause,
      })
    }
    repair(this.library)
    this.single = templateOf(this.library, false, where)
    this.pair = templateOf(this.library, true, where)
    this.vocabularySize = this.library.get_vocab().size
    this.maxLength = sensibleLength(config['model_max_length'])
    this.padId = this.idOf(config['pad_token']) ?? padIdOf(tokenizer['padding'])
    this.padLeft = config['padding_side'] === 'left'
    this.cleansUp = config['clean_up_tokenization_spaces'] === true
    const added = [...this.library.get_added_tokens_decoder().values()]
    this.specialIds = new Set(added.filter((token) => token.special).map((token) => token.id))
    this.splitsAtSpaces =
      this.library.normalizer instanceof BertNormalizer &&
      this.library.pre_tokenizer instanceof BertPreTokenizer &&
      !added.some((token) => token.lstrip || token.rstrip || /\s/.test(token.content))
  }

  /**
   * One text or pair. Truncation takes from the text, from the longer one of a pair first, and never from the
   * special tokens. Lone surrogates, which no encoding of text can hold, count as nothing.
   */
  encode(text: string, textPair?: string, options: EncodeOptions = {}): Encoding {
    const { maxLength = Number.POSITIVE_INFINITY, addSpecialTokens = true } = options
    const template = textPair === undefined ? this.single : this.pair
    const room = maxLength - (addSpecialTokens ? template.specials : 0)
    if (!(room >= 0)) {
      throw new GraftError('invalid-option', {
        what: `maxLength is ${maxLength}, and the special tokens alone are ${template.specials}.`,
        where: 'maxLength',
        fix: `Give a whole number from ${template.specials + 1}.`,
      })
    }
    const first = this.idsOf(text, textPair === undefined ? room : Number.POSITIVE_INFINITY)
    const second = textPair === undefined ? [] : this.idsOf(textPair, Number.POSITIVE_INFINITY)
    const [keptFirst, keptSecond] = longestFirst(first.length, second.length, room)
    return {
      ...template.fill(first.slice(0, keptFirst), second.slice(0, keptSecond), addSpecialTokens),
      truncated: keptFirst < first.length || keptSecond < second.length,
    }
  }

  /**
   * Texts or pairs as one padded batch, arrays of `[texts, length]` in row-major order.
   *
   * @throws GraftError `invalid-data` for a row that is no text, `invalid-option` for lengths that cannot be.
   */
  encodeBatch(texts: readonly TextInput[], options: BatchOptions = {}): TokenBatch {
    const fixed = typeof options.padTo === 'number' ? options.padTo : undefined
    const maxLength = options.maxLength ?? fixed ?? this.maxLength ?? Number.POSITIVE_INFINITY
    checkLength('maxLength', maxLength)
    const rows = texts.map((input, index) => {
      const [text, textPair] = typeof input === 'string' ? [input] : Array.isArray(input) ? input : []
      if (typeof text !== 'string' || (textPair !== undefined && typeof textPair !== 'string')) {
        throw new GraftError('invalid-data', {
          what: `A text or a pair of texts was expected, not ${describe(input)}.`,
          where: `texts[${index}]`,
          fix: 'Give a string, or an array of two strings.',
          details: { row: index },
        })
      }
      return this.encode(text, textPair, { maxLength })
    })
    return this.pad(rows, options)
  }

  /** Rows that were encoded one by one, as one padded batch. */
  pad(rows: readonly Encoding[], options: Pick<BatchOptions, 'padTo' | 'padToMultipleOf'> = {}): TokenBatch {
    return padded(rows, { ...options, padId: this.padId, padLeft: this.padLeft })
  }

  /** Ids back to text; special tokens are left out unless asked for. Not always the text that went in. */
  decode(ids: Iterable<number>, { skipSpecialTokens = true } = {}): string {
    const list = [...ids]
    const outside = list.find((id) => this.library.id_to_token(id) === undefined)
    if (outside !== undefined) {
      throw new GraftError('invalid-data', {
        what: `${outside} is no id of this vocabulary.`,
        where: 'ids',
        fix: `Give whole numbers from 0 to ${this.vocabularySize - 1}.`,
      })
    }
    if (list.length === 0) return ''
    return this.library.decode(list, {
      skip_special_tokens: skipSpecialTokens,
      clean_up_tokenization_spaces: this.cleansUp,
    })
  }

  /** The id of a token as it stands in the vocabulary (`'##ing'`, `'[CLS]'`), if it is there. */
  tokenToId(token: string): number | undefined {
    return this.library.token_to_id(token)
  }

  idToToken(id: number): string | undefined {
    return this.library.id_to_token(id)
  }

  /** The ids of a text without special tokens: all of them, or, of a long text, more than `enough`. */
  private idsOf(text: string, enough: number): number[] {
    const pieceLength = 16 * (enough + 1)
    if (!this.splitsAtSpaces || text.length <= pieceLength) return this.encodePiece(text)
    const ids: number[] = []
    for (let start = 0; start < text.length && ids.length <= enough; ) {
      const space = text.indexOf(' ', start + pieceLength)
      const end = space < 0 ? text.length : space
      for (const id of this.encodePiece(text.slice(start, end))) ids.push(id)
      start = end
    }
    return ids
  }

  private encodePiece(text: string): number[] {
    return this.library.encode(text, { add_special_tokens: false }).ids
  }

  private idOf(token: unknown): number | undefined {
    const content = isObject(token) ? token['content'] : token
    return typeof content === 'string' ? this.library.token_to_id(content) : undefined
  }
}

/**
 * How much to keep of two sequences so that they fit into `room`: the shorter one as it is where that
 * suffices, else half each. The reference's 'longest first'.
 */
function longestFirst(first: number, second: number, room: number): readonly [number, number] {
  if (first + second <= room) return [first, second]
  let shorter = Math.min(first, second)
  let longer = shorter > room ? shorter : Math.max(shorter, room - shorter)
  if (shorter + longer > room) {
    shorter = Math.floor(room / 2)
    longer = room - shorter
  }
  return first > second ? [longer, shorter] : [shorter, longer]
}

function checkLength(name: string, value: number): void {
  if (value === Number.POSITIVE_INFINITY || (Number.isSafeInteger(value) && value >= 1)) return
  throw new GraftError('invalid-option', {
    what: `${name} is ${String(value)}.`,
    where: name,
    fix: 'Give a whole number from 1.',
  })
}

/** Python writes 10^30 where there is no limit. */
function sensibleLength(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 1 && value <= 1e9 ? Math.floor(value) : undefined
}

function padIdOf(padding: unknown): number | undefined {
  const id = isObject(padding) ? padding['pad_id'] : undefined
  return typeof id === 'number' ? id : undefined
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function describe(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'an array of something else' : typeof value
}
