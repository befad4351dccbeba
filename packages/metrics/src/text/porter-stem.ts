/**
 * An English word in lower case without its endings, so that "connected" and "connection" are one (Porter 1980). It
 * departs from the paper where NLTK's stemmer does, which rouge-score uses: short words, some irregular ones, "-ied",
 * "-ies", "-y" after a vowel, "-alli", "-fulli", "-logi".
 */
export function porterStem(word: string): string {
  const known = irregular.get(word)
  if (known !== undefined) return known
  if (word.length <= 2) return word
  let stem = withoutPlural(word)
  stem = withoutPast(stem)
  if (/..y$/.test(stem) && endsInConsonant(stem.slice(0, -1))) stem = `${stem.slice(0, -1)}i`
  for (const rules of [derived, derivedAgain, last]) stem = replaceEnding(stem, rules)
  return withoutFinalE(stem).replace(/ll$/, (double, at) =>
    measureOf(stem.slice(0, at + 1)) > 1 ? 'l' : double,
  )
}

const irregular = new Map([
  ['sky', 'sky'],
  ['skies', 'sky'],
  ['dying', 'die'],
  ['lying', 'lie'],
  ['tying', 'tie'],
  ['news', 'news'],
  ['innings', 'inning'],
  ['inning', 'inning'],
  ['outings', 'outing'],
  ['outing', 'outing'],
  ['cannings', 'canning'],
  ['canning', 'canning'],
  ['howe', 'howe'],
  ['proceed', 'proceed'],
  ['exceed', 'exceed'],
  ['succeed', 'succeed'],
])

/** Every letter as c (consonant) or v (vowel); y is a vowel after a consonant. */
function shapeOf(word: string): string {
  let shape = ''
  for (const letter of word) {
    const vowel = letter === 'y' ? shape.endsWith('c') : 'aeiou'.includes(letter)
    shape += vowel ? 'v' : 'c'
  }
  return shape
}

/** Porter's m: how often vowels are followed by consonants. */
function measureOf(stem: string): number {
  return shapeOf(stem).split('vc').length - 1
}

function endsInConsonant(word: string): boolean {
  return shapeOf(word).endsWith('c')
}

/** Porter's *o: consonant, vowel, consonant at the end as in "hop"; or nothing but "vowel, consonant". */
function isShort(stem: string): boolean {
  const shape = shapeOf(stem)
  return shape === 'vc' || (shape.endsWith('cvc') && !/[wxy]$/.test(stem))
}

function withoutPlural(word: string): string {
  if (word.endsWith('ies')) return word.slice(0, word.length === 4 ? -1 : -2)
  if (word.endsWith('sses')) return word.slice(0, -2)
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word
}

function withoutPast(word: string): string {
  if (word.endsWith('ied')) return word.slice(0, word.length === 4 ? -1 : -2)
  if (word.endsWith('eed')) return measureOf(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word
  const stem = word.replace(/(ed|ing)$/, '')
  if (stem === word || !shapeOf(stem).includes('v')) return word
  if (/(at|bl|iz)$/.test(stem)) return `${stem}e`
  if (/(.)\1$/.test(stem) && endsInConsonant(stem)) return /[lsz]$/.test(stem) ? stem : stem.slice(0, -1)
  return measureOf(stem) === 1 && isShort(stem) ? `${stem}e` : stem
}

function withoutFinalE(word: string): string {
  if (!word.endsWith('e')) return word
  const stem = word.slice(0, -1)
  const measure = measureOf(stem)
  return measure > 1 || (measure === 1 && !isShort(stem)) ? stem : word
}

/** Endings and what they become where what stands before them has at least `measure`; the first that fits decides. */
interface Endings {
  readonly measure: number
  readonly endings: readonly (readonly [ending: string, replacement: string])[]
}

const derived: Endings = {
  measure: 1,
  endings: [
    ['ational', 'ate'],
    ['tional', 'tion'],
    ['enci', 'ence'],
    ['anci', 'ance'],
    ['izer', 'ize'],
    ['bli', 'ble'],
    ['alli', 'al'],
    ['entli', 'ent'],
    ['eli', 'e'],
    ['ousli', 'ous'],
    ['ization', 'ize'],
    ['ation', 'ate'],
    ['ator', 'ate'],
    ['alism', 'al'],
    ['iveness', 'ive'],
    ['fulness', 'ful'],
    ['ousness', 'ous'],
    ['aliti', 'al'],
    ['iviti', 'ive'],
    ['biliti', 'ble'],
    ['fulli', 'ful'],
    ['logi', 'log'],
  ],
}

const derivedAgain: Endings = {
  measure: 1,
  endings: [
    ['icate', 'ic'],
    ['ative', ''],
    ['alize', 'al'],
    ['iciti', 'ic'],
    ['ical', 'ic'],
    ['ful', ''],
    ['ness', ''],
  ],
}

const last: Endings = {
  measure: 2,
  endings: [
    ['al', ''],
    ['ance', ''],
    ['ence', ''],
    ['er', ''],
    ['ic', ''],
    ['able', ''],
    ['ible', ''],
    ['ant', ''],
    ['ement', ''],
    ['ment', ''],
    ['ent', ''],
    ['ion', ''],
    ['ou', ''],
    ['ism', ''],
    ['ate', ''],
    ['iti', ''],
    ['ous', ''],
    ['ive', ''],
    ['ize', ''],
  ],
}

function replaceEnding(word: string, { measure, endings }: Endings): string {
  const match = endings.find(([ending]) => word.endsWith(ending))
  if (match === undefined) return word
  const [ending, replacement] = match
  const stem = word.slice(0, -ending.length)
  // The l of "-logi" counts with the stem, so that "geology" goes with "archaeology".
  if (measureOf(ending === 'logi' ? `${stem}l` : stem) < measure) return word
  if (ending === 'ion' && !/[st]$/.test(stem)) return word
  const replaced = stem + replacement
  return ending === 'alli' ? replaceEnding(replaced, derived) : replaced
}
