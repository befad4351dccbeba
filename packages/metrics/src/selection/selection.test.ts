import { describe, expect, it } from 'vitest'
import { readFixture } from '../testing/fixture'
import {
  holdOut,
  kFold,
  leaveOneGroupOut,
  leaveOneOut,
  nestedKFold,
  repeatedKFold,
  type Split,
  timeSeriesSplit,
} from '.'

const fixture = readFixture<{
  plain: { rows: number; folds: number; tests: number[][] }[]
  stratified: { labels: string[]; folds: number; tests: number[][] }[]
  grouped: { groups: string[]; folds: number; tests: number[][] }[]
  stratifiedGrouped: { groups: string[]; labels: string[]; folds: number; tests: number[][] }[]
  series: {
    rows: number
    options: { n_splits?: number; test_size?: number; gap?: number; max_train_size?: number }
    splits: [number[], number[]][]
  }[]
  holdOut: { counts: number[]; test: number; testCounts: [number, number][] }[]
}>(new URL('fixtures/selection.json', import.meta.url))

const ascending = (rows: number) => Array.from({ length: rows }, (_, row) => row)

/** Every row once, in order within each part. */
function expectPartition({ train, test }: Split, rows: number): void {
  expect([...train]).toEqual([...train].toSorted((a, b) => a - b))
  expect([...test]).toEqual([...test].toSorted((a, b) => a - b))
  expect([...train, ...test].sort((a, b) => a - b)).toEqual(ascending(rows))
}

describe('k-fold', () => {
  it.each(fixture.plain)("of $rows rows in $folds is scikit-learn's", ({ rows, folds, tests }) => {
    const splits = kFold(rows, { folds, shuffle: false })
    expect(splits.map((split) => [...split.test])).toEqual(tests)
    for (const split of splits) expectPartition(split, rows)
  })

  it.each(fixture.stratified)("stratified in $folds is scikit-learn's", ({ labels, folds, tests }) => {
    const splits = kFold(labels.length, { folds, shuffle: false, stratify: labels })
    expect(splits.map((split) => [...split.test])).toEqual(tests)
  })

  it.each(fixture.grouped)("with groups in $folds is scikit-learn's", ({ groups, folds, tests }) => {
    const splits = kFold(groups.length, { folds, shuffle: false, groups })
    expect(splits.map((split) => [...split.test])).toEqual(tests)
  })

  it.each(fixture.stratifiedGrouped)("stratified with groups in $folds is scikit-learn's", (example) => {
    const { groups, labels, folds, tests } = example
    const splits = kFold(groups.length, { folds, shuffle: false, groups, stratify: labels })
    expect(splits.map((split) => [...split.test])).toEqual(tests)
  })

  it.each([false, true])('shuffled keeps groups together, stratified: %s', (stratified) => {
    const groups = ascending(120).map((row) => row % 17)
    const labels = groups.map((group) => group % 3)
    const options = { folds: 4, seed: 2, groups, ...(stratified ? { stratify: labels } : {}) }
    const splits = kFold(120, options)
    for (const split of splits) {
      expectPartition(split, 120)
      const tested = new Set(Array.from(split.test, (row) => groups[row]))
      for (const row of split.train) expect(tested).not.toContain(groups[row])
    }
    expect(kFold(120, { ...options, seed: 3 })).not.toEqual(splits)
  })

  it.each([false, true])('shuffled tests every row once, stratified: %s', (stratified) => {
    const labels = ascending(103).map((row) => row % 3)
    const splits = kFold(103, { folds: 7, seed: 4, ...(stratified ? { stratify: labels } : {}) })
    for (const split of splits) expectPartition(split, 103)
    expect(splits.flatMap((split) => [...split.test]).sort((a, b) => a - b)).toEqual(ascending(103))
    for (const { test } of splits) {
      expect(Math.abs(test.length - 103 / 7)).toBeLessThan(1)
      if (!stratified) continue
      for (const label of [0, 1, 2]) {
        const count = test.filter((row) => labels[row] === label).length
        expect(Math.abs(count - 103 / 3 / 7)).toBeLessThan(1.1)
      }
    }
    expect(splits[0]!.test).not.toEqual(kFold(103, { folds: 7, seed: 5 })[0]!.test)
  })

  it('refuses what cannot be', () => {
    expect(() => kFold(3, { folds: 4 })).toThrow(/folds is 4 for 3 rows/)
    expect(() => kFold(3, { folds: 1 })).toThrow(/folds is 1/)
    expect(() => kFold(4, { folds: 3, stratify: ['a', 'b', 'a', 'b'] })).toThrow(/no class has more than 2/)
    expect(() => kFold(4, { folds: 2, stratify: ['a'] })).toThrow(/stratify has 1 labels for 4 rows/)
  })
})

describe('other splits', () => {
  it.each(fixture.series)("of $rows rows in time are scikit-learn's", ({ rows, options, splits }) => {
    const found = timeSeriesSplit(rows, {
      ...(options.n_splits === undefined ? {} : { folds: options.n_splits }),
      ...(options.test_size === undefined ? {} : { testRows: options.test_size }),
      ...(options.gap === undefined ? {} : { gap: options.gap }),
      ...(options.max_train_size === undefined ? {} : { maximumTrainRows: options.max_train_size }),
    })
    expect(found.map(({ train, test }) => [[...train], [...test]])).toEqual(splits)
  })

  it('repeat with other folds each time', () => {
    const splits = repeatedKFold(20, { folds: 4, repeats: 3, seed: 7 })
    expect(splits).toHaveLength(12)
    for (const split of splits) expectPartition(split, 20)
    expect(splits[0]).not.toEqual(splits[4])
    expect(repeatedKFold(20, { folds: 4, repeats: 3, seed: 7 })).toEqual(splits)
  })

  it('leave out one row, or one group', () => {
    expect([...leaveOneOut(3)].map(({ train, test }) => [[...train], [...test]])).toEqual([
      [[1, 2], [0]],
      [[0, 2], [1]],
      [[0, 1], [2]],
    ])
    const groups = ['b', 'a', 'b', 'c']
    expect([...leaveOneGroupOut(groups, 4)].map(({ test }) => [...test])).toEqual([[1], [0, 2], [3]])
    expect(() => [...leaveOneGroupOut(['a', 'a'], 2)]).toThrow(/There is one group/)
  })

  it('nest: what judges has no part in choosing', () => {
    const labels = ascending(60).map((row) => row % 2)
    const groups = ascending(60).map((row) => row % 20)
    for (const { train, test, inner } of nestedKFold(60, { innerFolds: 3, stratify: labels, groups })) {
      expectPartition({ train, test }, 60)
      expect(inner).toHaveLength(3)
      for (const split of inner) {
        expect([...split.train, ...split.test].sort((a, b) => a - b)).toEqual([...train])
        const tested = new Set(Array.from(split.test, (row) => groups[row]))
        for (const row of split.train) expect(tested).not.toContain(groups[row])
      }
    }
  })

  it('refuse what cannot be', () => {
    expect(() => timeSeriesSplit(10, { folds: 4, testRows: 3 })).toThrow(/10 rows are too few for 4 tests/)
    expect(() => kFold(6, { folds: 3, groups: ['a', 'a', 'a', 'b', 'b', 'b'] })).toThrow(/there are 2 groups/)
    expect(() => kFold(3, { folds: 2, groups: ['a'] })).toThrow(/groups has 1 values for 3 rows/)
  })
})

describe('hold-out', () => {
  it.each([false, true])('keeps groups together and near the share, stratified: %s', (stratified) => {
    const groups = ascending(400).map((row) => (row * 7919) % 61)
    const labels = ascending(400).map((row) => (row % 5 === 0 ? 'spam' : 'ham'))
    for (let seed = 0; seed < 20; seed++) {
      const split = holdOut(400, { test: 0.2, seed, groups, ...(stratified ? { stratify: labels } : {}) })
      expectPartition(split, 400)
      const tested = new Set(Array.from(split.test, (row) => groups[row]))
      for (const row of split.train) expect(tested).not.toContain(groups[row])
      expect(Math.abs(split.test.length - 80)).toBeLessThanOrEqual(7)
      const spam = split.test.filter((row) => labels[row] === 'spam').length
      if (stratified) expect(Math.abs(spam - 16)).toBeLessThanOrEqual(4)
    }
    expect(() => holdOut(2, { test: 1, groups: ['a', 'a'] })).toThrow(/All rows are of one group/)
  })

  it('takes a share or a number of rows', () => {
    expect(holdOut(10, { test: 0.25 }).test).toHaveLength(3)
    expect(holdOut(10, { test: 4 }).test).toHaveLength(4)
    expectPartition(holdOut(50, { test: 0.3, seed: 9 }), 50)
    expect(holdOut(50, { test: 0.3, seed: 9 })).toEqual(holdOut(50, { test: 0.3, seed: 9 }))
    expect(holdOut(50, { test: 0.3, seed: 9 })).not.toEqual(holdOut(50, { test: 0.3, seed: 8 }))
  })

  it('chooses every row equally often', () => {
    const times = new Float64Array(20)
    for (let seed = 0; seed < 2000; seed++)
      for (const row of holdOut(20, { test: 5, seed }).test) times[row]! += 1
    for (const count of times) expect(Math.abs(count - 500)).toBeLessThan(4.5 * Math.sqrt(2000 * 0.25 * 0.75))
  })

  it.each(fixture.holdOut)(
    "of classes of $counts rows takes scikit-learn's numbers",
    ({ counts, test, testCounts }) => {
      const labels = counts.flatMap((count, label) => new Array<number>(count).fill(label))
      const split = holdOut(labels.length, { test, stratify: labels })
      expectPartition(split, labels.length)
      for (const [label, count] of testCounts)
        expect(split.test.filter((row) => labels[row] === label)).toHaveLength(count)
    },
  )

  it('refuses what cannot be', () => {
    expect(() => holdOut(10, { test: 10 })).toThrow(/leaves no training rows of 10/)
    expect(() => holdOut(10, { test: 0 })).toThrow(/leaves nothing to test/)
    expect(() => holdOut(10, { test: Number.NaN })).toThrow(/test is NaN/)
    expect(() => holdOut(1, { test: 0.5 })).toThrow(/rows is 1/)
    expect(() => holdOut(10, { test: 0.5, seed: 0.5 })).toThrow(/whole number/)
    const labels = ['a', 'a', 'b', 'a', 'a']
    expect(() => holdOut(5, { test: 2, stratify: labels })).toThrow(/"b" has a single row \(2\)/)
    expect(holdOut(5, { test: 2, stratify: labels, singletons: 'train' }).train).toContain(2)
    const three = ['a', 'a', 'b', 'b', 'c', 'c']
    expect(() => holdOut(6, { test: 2, stratify: three })).toThrow(/2 test rows cannot hold all 3 classes/)
    expect(() => holdOut(6, { test: 4, stratify: three })).toThrow(/2 training rows cannot hold all 3/)
  })
})
