import type { Dice } from './dice'

const words = [
  ...[
    'the',
    'The',
    'a',
    'an',
    'cat',
    'cats',
    'sat',
    'on',
    'mat',
    'connected',
    'connections',
    'happily',
    'U.S.',
  ],
  ...[
    'well-known',
    'state-of-the-art',
    "didn't",
    '3.14',
    '1,000',
    '5-6%',
    '$5.00',
    '2024.',
    '100',
    'e.g.,',
    'x',
  ],
  ...[
    'Größe',
    'naïve',
    'théâtre',
    '“quoted”',
    '…',
    '€20',
    '№5',
    'İstanbul',
    'ß',
    'ǅ',
    'ﬁn',
    '½',
    '²',
    '٣',
    'Ⅷ',
  ],
  ...['我喜欢猫', '猫,它', '①②③', '☃', '★', '𠀀𠀁字', '🐈', '👩‍👩‍👧', 'é', 'مرحبا', 'हिन्दी', '﷽', 'ﷺ'],
  ...[
    '&quot;hi&quot;',
    '&amp;',
    '&lt;b&gt;',
    '<skipped>',
    '(about',
    'large)',
    '[x]',
    '{y}',
    'a_b',
    '-',
    '--',
    '!?',
  ],
  ...[
    '"',
    "'",
    '.',
    ',',
    '/',
    '\\',
    '+',
    '=',
    '~',
    '`',
    '^',
    '|',
    '@you',
    '#tag',
    'ends-',
    '-starts',
    '.5',
    '5.',
  ],
]

/** White space of every kind that Python or JavaScript knows. */
const spaces = [
  ' ',
  ' ',
  ' ',
  ' ',
  '  ',
  '\t',
  '\n',
  '\n\n',
  '\u00a0',
  '\u2009',
  '\u3000',
  '\u200b',
  '\ufeff',
  '\u0085',
  '-\n',
]

/** Words of many scripts with punctuation, numbers and spaces of all kinds; often ordinary English. */
export function randomText(dice: Dice): string {
  const plain = dice.chance(0.4)
  const length = dice.pick([0, 1, 3, 8, 8, 25])
  let text = ''
  for (let word = 0; word < length; word++) {
    text += dice.pick(plain ? words.slice(0, 20) : words)
    text += plain ? ' ' : dice.pick(spaces)
  }
  return dice.chance(0.5) ? text.trim() : text
}

/** The text with words left out, doubled, moved or replaced; sometimes itself. */
export function varied(dice: Dice, text: string): string {
  const rate = dice.pick([0, 0.1, 0.5])
  const parts = text.split(/(?<= )/)
  return parts
    .flatMap((part) => {
      if (!dice.chance(rate)) return [part]
      return dice.pick([[], [part, part], [`${dice.pick(words)} `], [dice.pick(parts)], [part.toUpperCase()]])
    })
    .join('')
}
