import { refuse, shown } from '../input/refuse'

/**
 * How tags mark entities. `conll` (the default of `entityScores`) reads any of them leniently, as the CoNLL
 * script does; the others follow their rules strictly.
 */
export type TagScheme = (typeof tagSchemes)[number]

export const tagSchemes = ['conll', 'iob1', 'iob2', 'ioe1', 'ioe2', 'iobes', 'bilou'] as const

/** Words `start` up to, not including, `end`. */
export interface Entity {
  readonly type: string
  readonly start: number
  readonly end: number
}

interface Tag {
  readonly prefix: string
  readonly type: string
}

const outside: Tag = { prefix: 'O', type: '_' }

/** The entities that the tags of one sentence mark, such as `B-PER I-PER O B-LOC`. */
export function entitiesOf(tags: ArrayLike<string>, scheme: TagScheme, where: string): Entity[] {
  const parsed = Array.from(tags, (tag, at) => parse(tag, scheme, `${where}[${at}]`))
  return scheme === 'conll' ? lenientEntities(parsed) : strictEntities(parsed, rules[scheme])
}

function parse(tag: unknown, scheme: TagScheme, where: string): Tag {
  const allowed = scheme === 'conll' ? 'OBIES' : rules[scheme].prefixes
  if (typeof tag === 'string' && tag !== '') {
    const prefix = tag[0]!
    const rest = tag.slice(1)
    if (allowed.includes(prefix) && (rest === '' || rest.startsWith('-'))) {
      return { prefix, type: rest.slice(1) || '_' }
    }
  }
  return refuse({
    what: `${where} is ${shown(tag)}, no tag of the scheme ${scheme}.`,
    where,
    fix: `Tags are ${Array.from(allowed, (prefix) => (prefix === 'O' ? 'O' : `${prefix}-TYPE`)).join(', ')}.`,
  })
}

function lenientEntities(tags: readonly Tag[]): Entity[] {
  const entities: Entity[] = []
  let previous: Tag = { prefix: 'O', type: '' }
  let start = 0
  for (const [at, tag] of [...tags, { prefix: 'O', type: '_' }].entries()) {
    if (endsLeniently(previous, tag)) entities.push({ type: previous.type, start, end: at })
    if (startsLeniently(previous, tag)) start = at
    previous = tag
  }
  return entities
}

function endsLeniently(previous: Tag, tag: Tag): boolean {
  if (previous.prefix === 'E' || previous.prefix === 'S') return true
  if ('BI'.includes(previous.prefix) && 'BSO'.includes(tag.prefix)) return true
  return previous.prefix !== 'O' && previous.type !== tag.type
}

function startsLeniently(previous: Tag, tag: Tag): boolean {
  if (tag.prefix === 'B' || tag.prefix === 'S') return true
  if ('ESO'.includes(previous.prefix) && 'EI'.includes(tag.prefix)) return true
  return tag.prefix !== 'O' && previous.type !== tag.type
}

/** Prefixes before, prefixes now, and whether their types must be the same, different, or either. */
type Pattern = readonly [previous: string, current: string, types: 'same' | 'different' | 'any']

interface SchemeRules {
  readonly prefixes: string
  readonly starts: readonly Pattern[]
  readonly inside: readonly Pattern[]
  readonly ends: readonly Pattern[]
}

const anyPrefix = 'IOBESUL'

/** The patterns of seqeval, which says where each scheme begins, continues and ends an entity. */
const rules: Readonly<Record<Exclude<TagScheme, 'conll'>, SchemeRules>> = {
  iob1: {
    prefixes: 'IOB',
    starts: [
      ['O', 'I', 'any'],
      ['I', 'I', 'different'],
      ['B', 'I', 'any'],
      ['IB', 'B', 'same'],
    ],
    inside: [['BI', 'I', 'same']],
    ends: [
      ['IB', 'I', 'different'],
      ['IB', 'O', 'any'],
      ['I', 'B', 'any'],
      ['B', 'B', 'same'],
    ],
  },
  iob2: {
    prefixes: 'IOB',
    starts: [[anyPrefix, 'B', 'any']],
    inside: [['BI', 'I', 'same']],
    ends: [
      ['IB', 'OB', 'any'],
      ['IB', 'I', 'different'],
    ],
  },
  ioe1: {
    prefixes: 'IOE',
    starts: [
      ['OE', 'I', 'any'],
      ['I', 'I', 'different'],
      ['E', 'E', 'same'],
    ],
    inside: [['I', 'IE', 'same']],
    ends: [
      ['I', 'IE', 'different'],
      ['I', 'O', 'any'],
      ['E', 'IE', 'same'],
    ],
  },
  ioe2: {
    prefixes: 'IOE',
    starts: [
      ['OE', 'IE', 'any'],
      ['I', 'IE', 'different'],
    ],
    inside: [['I', 'IE', 'same']],
    ends: [['E', anyPrefix, 'any']],
  },
  iobes: {
    prefixes: 'IOBES',
    starts: [[anyPrefix, 'BS', 'any']],
    inside: [['BI', 'IE', 'same']],
    ends: [['SE', anyPrefix, 'any']],
  },
  bilou: {
    prefixes: 'BILOU',
    starts: [[anyPrefix, 'BU', 'any']],
    inside: [['BI', 'IL', 'same']],
    ends: [['UL', anyPrefix, 'any']],
  },
}

function strictEntities(tags: readonly Tag[], { starts, inside, ends }: SchemeRules): Entity[] {
  const extended = [...tags, outside]
  const entities: Entity[] = []
  let at = 0
  let previous = outside
  while (at < extended.length) {
    const tag = extended[at]!
    if (matches(starts, previous, tag)) {
      let end = at + 1
      while (end < extended.length && matches(inside, extended[end - 1]!, extended[end]!)) end++
      if (matches(ends, extended[end - 1]!, extended[end]!)) entities.push({ type: tag.type, start: at, end })
      at = end
    } else at++
    previous = extended[at - 1]!
  }
  return entities
}

function matches(patterns: readonly Pattern[], previous: Tag, tag: Tag): boolean {
  return patterns.some(
    ([before, now, types]) =>
      before.includes(previous.prefix) &&
      now.includes(tag.prefix) &&
      (types === 'any' || (types === 'same') === (previous.type === tag.type)),
  )
}
