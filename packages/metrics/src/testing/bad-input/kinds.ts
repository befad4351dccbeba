// The kinds of arguments that measures take, and the ways in which each can be spoilt.

/** A way to spoil a list, and the position that the refusal must name. */
export interface Spoilt {
  readonly value: (good: unknown[]) => unknown
  readonly position?: string
}

const put = (position: number, value: unknown): Spoilt => ({
  value: (good) => good.with(position, value),
  position: `[${position}]`,
})
const notAList = {
  'a number for a list': { value: () => 5 },
  'null for a list': { value: () => null },
} satisfies Record<string, Spoilt>
const shorter = { 'a row too few': { value: (good: unknown[]) => good.slice(0, -1) } }
const empty = { 'an empty list': { value: () => [] } }
const notNumbers = {
  NaN: put(1, Number.NaN),
  Infinity: put(1, Infinity),
  '-Infinity': put(0, -Infinity),
  BigInt: put(1, 5n),
  'a text': put(1, '5'),
  null: put(1, null),
  'a hole': {
    value: (good: unknown[]) => {
      const sparse = [...good]
      delete sparse[1]
      return sparse
    },
    position: '[1]',
  },
} satisfies Record<string, Spoilt>
const { Infinity: infinite, NaN: notANumber, BigInt: big, null: nothing, 'a hole': hole } = notNumbers

/** By kind of argument, the ways to spoil it. */
export const kinds = {
  labels: {
    ...notAList,
    ...shorter,
    ...empty,
    NaN: notANumber,
    Infinity: infinite,
    BigInt: big,
    null: nothing,
    'a hole': hole,
    'an object': put(1, {}),
    'another type': put(1, true),
  },
  numbers: { ...notAList, ...shorter, ...empty, ...notNumbers },
  /** Numbers that are no rows of the others. */
  series: { ...notAList, ...empty, ...notNumbers },
  probabilities: {
    ...notAList,
    ...shorter,
    ...notNumbers,
    'less than 0': put(1, -0.1),
    'more than 1': put(1, 1.1),
  },
  positives: { ...notAList, ...shorter, ...notNumbers, 'less than 0': put(1, -1) },
  weights: {
    ...notAList,
    ...shorter,
    ...notNumbers,
    'less than 0': put(1, -1),
    'zeros alone': { value: (good) => good.map(() => 0) },
  },
  matrix: {
    ...notAList,
    ...shorter,
    'a row that is a number': put(1, 5),
    'a row that is null': put(1, null),
    'a row too short': put(1, [0.5]),
    'NaN in a row': { value: (good) => good.with(1, [Number.NaN, 0.5]), position: '[1][0]' },
    'BigInt in a row': { value: (good) => good.with(1, [0.5, 5n]), position: '[1][1]' },
  },
  names: {
    ...notAList,
    ...empty,
    'a name twice': { value: (good) => [...good, good[0]], position: ']' },
    BigInt: big,
    NaN: notANumber,
  },
  sets: { ...notAList, ...shorter, 'a row that is a number': put(1, 5), 'a label twice': put(1, ['a', 'a']) },
  texts: { ...notAList, ...shorter, ...empty, 'a number': put(1, 5), null: nothing, 'a hole': hole },
  references: { ...notAList, ...shorter, 'a number': put(1, 5), 'an empty list': put(1, []), 'a hole': hole },
  tags: {
    ...notAList,
    ...shorter,
    ...empty,
    'a sentence that is a number': put(1, 5),
    'a tag of no scheme': { value: (good) => good.with(1, ['X-PER', 'O']), position: '[1][0]' },
    'a sentence too short': put(1, ['O']),
  },
  relevants: {
    ...notAList,
    ...shorter,
    'a user that is a number': put(1, 5),
    'a negative grade': put(1, new Map([['b', -1]])),
    'a grade of NaN': put(1, new Map([['b', Number.NaN]])),
    'columns that are none': put(1, { items: 5, grades: undefined }),
    'a grade too few': put(1, { items: ['b', 'c'], grades: [1] }),
    'an item twice': put(1, ['b', 'b']),
    'an item of another type': put(1, [7]),
    'an item that is BigInt': put(1, [7n]),
  },
  lists: {
    ...notAList,
    ...shorter,
    'a user that is a number': put(1, 5),
    'an item twice': put(1, ['b', 'b']),
    'an item of another type': put(1, [7]),
    'an item that is NaN': put(1, [Number.NaN]),
  },
  recommended: {
    ...notAList,
    ...empty,
    'a user that is a number': put(1, 5),
    'an unknown item': put(1, ['nowhere']),
  },
  users: { ...notAList, ...shorter, 'a user that is a number': put(1, 5) },
  items: { ...notAList, ...empty },
  objects: {
    ...notAList,
    'an object that is a number': put(1, 5),
    'a box that is none': put(1, { image: 1, label: 'cat', box: [0, 0, 5], score: 0.5 }),
    'a negative width': put(1, { image: 1, label: 'cat', box: [0, 0, -5, 5], score: 0.5 }),
    'NaN in a box': put(1, { image: 1, label: 'cat', box: [0, Number.NaN, 5, 5], score: 0.5 }),
    'BigInt in a box': put(1, { image: 1, label: 'cat', box: [0, 1n, 5, 5], score: 0.5 }),
    'a label that is BigInt': put(1, { image: 1, label: 5n, box: [0, 0, 5, 5], score: 0.5 }),
    'an image that is null': put(1, { image: null, label: 'cat', box: [0, 0, 5, 5], score: 0.5 }),
  },
  clicks: {
    ...notAList,
    ...shorter,
    ...empty,
    NaN: notANumber,
    BigInt: big,
    'another number': put(1, 7),
    'a text': put(1, '1'),
  },
  sequence: {
    'a number': { value: () => 7 },
    null: { value: () => null },
    'a number inside': { value: () => ['a', 5], position: '[1]' },
  },
  box: {
    NaN: { value: (good) => good.with(0, Number.NaN) },
    'three values': { value: (good) => good.slice(1) },
  },
  panoptic: { ...notAList, ...shorter, ...empty, 'an image that is a number': put(1, 5) },
  /** A whole number from 1 on. */
  count: Object.fromEntries(
    [0, -1, 1.5, Number.NaN, '3', 5n].map((value) => [`${value}`, { value: () => value }]),
  ),
  share: Object.fromEntries(
    [-0.1, 1.5, Number.NaN, '0.5', 5n].map((value) => [`${value}`, { value: () => value }]),
  ),
  /** A number above 0. */
  amount: Object.fromEntries([-1, Number.NaN, '2', 5n].map((value) => [`${value}`, { value: () => value }])),
  number: Object.fromEntries(
    [Infinity, Number.NaN, '2', 5n].map((value) => [`${value}`, { value: () => value }]),
  ),
  choice: Object.fromEntries(['unheard of', 7].map((value) => [`${value}`, { value: () => value }])),
} satisfies Record<string, Readonly<Record<string, Spoilt>>>

export type Kind = keyof typeof kinds

/** A measure's good arguments; `kinds` says for each path into them what it is called and of what kind it is. */
export interface Example {
  readonly args: readonly unknown[]
  readonly kinds: Readonly<Record<string, readonly [name: string, kind: Kind]>>
}
