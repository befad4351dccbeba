import { RandomKey } from '@graftjs/base'

const vocabulary = 8000
const textCount = 3000

/** Texts of about 25 words and what they should be: every seventh word or so differs. */
export function makeTexts(texts = textCount): { predicted: string[]; references: string[] } {
  const key = RandomKey.from(9)
  const predicted: string[] = []
  const references: string[] = []
  for (let text = 0; text < texts; text++) {
    const drawn = key.fold(text).uniform(120)
    const length = 15 + Math.floor(drawn[0]! * 20)
    const words = Array.from({ length }, (_, at) => wordOf(drawn[1 + at]!))
    references.push(sentence(words))
    predicted.push(
      sentence(
        words.flatMap((word, at) => {
          const change = drawn[40 + at]!
          if (change > 0.15) return [word]
          return change < 0.05 ? [] : [wordOf(drawn[80 + at]!)]
        }),
      ),
    )
  }
  return { predicted, references }
}

/** Frequent words are short and few, as in any language. */
function wordOf(share: number): string {
  const rank = Math.floor(vocabulary ** share)
  let word = ''
  for (let left = rank + 25; left > 0; left = Math.floor(left / 5)) {
    word += 'bdfglmnprstv'[left % 12]! + 'aeiou'[left % 5]!
  }
  return word
}

function sentence(words: readonly string[]): string {
  const text = words.join(' ')
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`
}
