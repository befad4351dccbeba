import { fromTypedArray, type Tensor } from '@graftjs/core'

/** The letters that there are; a letter's id is its place. */
export const alphabet = '0123456789+='

export const idsOf = (text: string): number[] => Array.from(text, (letter) => alphabet.indexOf(letter))

/** Texts of one length as ids, one a row: int32 `[texts, length]`. */
export const encode = (texts: readonly string[]): Tensor =>
  fromTypedArray(Int32Array.from(texts.flatMap(idsOf)), [texts.length, texts[0]!.length])
