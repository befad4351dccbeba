/** The words of a text that tell something: small ones and endings are left out. */
export function wordsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[a-z]{3,}/g) ?? []
  return words.filter((word) => !small.has(word)).map((word) => word.replace(/(ies|s)$/, ''))
}

const small = new Set(
  'a after ago and are before below below by during during for from has have his her into its not nobody of off on the their they this two was week with who'.split(
    ' ',
  ),
)
