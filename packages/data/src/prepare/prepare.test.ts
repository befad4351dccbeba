import { describe, expect, expectTypeOf, it } from 'vitest'
import { Dataset } from '../dataset/dataset'
import { expectClose, readFixture } from '../testing/fixture'
import { type Preparation, restorePreparation } from './preparation'
import { prepare } from './prepare'
import type { Category } from './statistics/categories'

type Numbers = (number | null)[]

const fixture = readFixture<{
  numeric: {
    kind: string
    train: Numbers
    new: Numbers
    fill: { mean: number; median: number; mode: number }
    standard: Numbers
    minMax: Numbers
    minMaxRange: Numbers
    robust: Numbers
    robustWide: Numbers
    clippedByIqr: Numbers
    clippedByZScore: Numbers
    keptByZScore: number[]
  }[]
  categorical: {
    train: Category[]
    new: Category[]
    categories: Category[]
    oneHot: number[][]
    dropFirst: number[][]
    ordinal: number[]
    mode: Category
  }[]
  city: string[]
  zone: string[]
  target: {
    kind: string
    smooth: 'auto' | number
    folds: number
    target: (number | string)[] | null
    training: number[][]
    new: number[][]
  }[]
}>(new URL('fixtures/prepare.json', import.meta.url))

/** A preparation that was saved and read back must do the same. */
function savedAndRestored(
  preparation: Preparation<never, never, object>,
): Preparation<object, never, object> {
  return restorePreparation(JSON.parse(JSON.stringify(preparation)))
}

async function valuesAfter(
  preparation: Preparation<never, never, object>,
  column: string,
  values: readonly unknown[],
): Promise<unknown[]> {
  const rows = Dataset.from(values.map((value) => ({ [column]: value })))
  const prepared = await savedAndRestored(preparation).apply(rows).toArray()
  return prepared.map((row) => Reflect.get(row, column))
}

describe.each(fixture.numeric)('$kind of $train.length values', ({ train, ...wanted }) => {
  const rows = Dataset.from(train.map((x, at) => ({ x, at })))
  const both = [...train, ...wanted.new]

  it.each(['mean', 'median', 'mode'] as const)(
    "is filled by its %s as by scikit-learn's SimpleImputer",
    async (rule) => {
      const { preparation, training } = await prepare(rows).fillMissing({ x: rule }).fit()
      const filled = train.map((x) => x ?? wanted.fill[rule])
      expectClose((await training.toColumns()).x, filled, 'training')
      expectClose(
        await valuesAfter(preparation, 'x', [null, Number.NaN]),
        [wanted.fill[rule], wanted.fill[rule]],
        'new',
      )
    },
  )

  it.each([
    ['standard', { by: 'standard' }],
    ['minMax', { by: 'minMax' }],
    ['minMaxRange', { by: 'minMax', range: [-1, 2] }],
    ['robust', { by: 'robust' }],
    ['robustWide', { by: 'robust', quantiles: [0.1, 0.95] }],
  ] as const)("is scaled as by scikit-learn's scaler: %s", async (name, options) => {
    const { preparation, training } = await prepare(rows)
      .scale({ columns: ['x'], ...options })
      .fit()
    expectClose((await training.toColumns()).x, wanted[name].slice(0, train.length), 'training')
    expectClose(await valuesAfter(preparation, 'x', both), wanted[name], 'all')
  })

  it('has its outliers clipped and dropped as by pandas', async () => {
    const iqr = await prepare(rows)
      .clipOutliers({ columns: ['x'], by: 'iqr' })
      .fit()
    expectClose(await valuesAfter(iqr.preparation, 'x', both), wanted.clippedByIqr, 'by IQR')
    const z = await prepare(rows)
      .clipOutliers({ columns: ['x'], by: 'zScore', factor: 2 })
      .fit()
    expectClose(await valuesAfter(z.preparation, 'x', both), wanted.clippedByZScore, 'by z-score')
    const dropped = await prepare(rows)
      .dropOutliers({ columns: ['x'], by: 'zScore', factor: 2 })
      .fit()
    expect((await dropped.training.toColumns()).at).toEqual(wanted.keptByZScore)
    expect(await valuesAfter(dropped.preparation, 'x', [1e12])).toEqual([1e12])
  })
})

describe.each(fixture.categorical)('categories $categories', ({ train, categories, ...wanted }) => {
  const rows = Dataset.from(train.map((x) => ({ x })))

  it("become vectors as by scikit-learn's OneHotEncoder", async () => {
    const { preparation } = await prepare(rows)
      .oneHot({ columns: ['x'], unknown: 'zeros' })
      .fit()
    expect(preparation.toJSON()).toMatchObject({ steps: [{ kind: 'one-hot', columns: { x: categories } }] })
    expect(await valuesAfter(preparation, 'x', [...train, ...wanted.new])).toEqual(wanted.oneHot)
    const { training } = await prepare(rows)
      .oneHot({ columns: ['x'], drop: 'first' })
      .fit()
    expect((await training.toColumns()).x).toEqual(wanted.dropFirst)
  })

  it("become numbers as by scikit-learn's OrdinalEncoder", async () => {
    const { preparation } = await prepare(rows)
      .ordinal({ columns: ['x'], unknown: -1 })
      .fit()
    const found = await valuesAfter(preparation, 'x', [...train, ...wanted.new])
    // scikit-learn leaves what is missing so; here it is the last category.
    expect(found).toEqual(wanted.ordinal.map((one) => one ?? categories.length - 1))
  })

  it('have the mode of pandas', async () => {
    const { preparation } = await prepare(rows).fillMissing({ x: 'mode' }).fit()
    expect(await valuesAfter(preparation, 'x', [null])).toEqual([wanted.mode])
  })

  it('that the training part does not have are refused by default', async () => {
    const row = { x: wanted.new[1]! }
    const one = await prepare(rows)
      .oneHot({ columns: ['x'] })
      .fit()
    expect(() => one.preparation.row(row)).toThrow(/which the training part does not have.*unknown: 'zeros'/)
    const other = await prepare(rows)
      .ordinal({ columns: ['x'] })
      .fit()
    expect(() => other.preparation.row(row)).toThrow(/unknown: -1/)
  })
})

describe("targetEncode is scikit-learn's TargetEncoder", () => {
  const { city, zone } = fixture
  it.each(fixture.target)(
    'for a $kind target, smooth $smooth, $folds folds',
    async ({ kind, smooth, folds, ...wanted }) => {
      const target = fixture.target.find((one) => one.kind === kind && one.target !== null)!.target!
      const rows = city.map((name, at) => ({ city: name, zone: zone[at]!, y: target[at]! }))
      const { preparation, training } = await prepare(Dataset.from(rows))
        .targetEncode({ columns: ['city', 'zone'], target: 'y', smooth, folds, shuffle: false })
        .fit()
      const flat = (row: { city: unknown; zone: unknown }) => [row.city, row.zone].flat()
      expectClose((await training.toArray()).map(flat), wanted.training, 'training')
      const restored = restorePreparation<{ city: string; zone: string }, { city: unknown; zone: unknown }>(
        JSON.parse(JSON.stringify(preparation)),
      )
      const added = [
        { city: 'paris', zone: 's' },
        { city: 'unknown', zone: 'n' },
      ]
      expectClose(
        added.map((row) => flat(restored.row(row))),
        wanted.new,
        'new',
      )
    },
  )

  it('deals folds out by its seed, also to rows that are shuffled afterwards', async () => {
    const rows = Dataset.from(city.map((name, at) => ({ city: name, y: at })))
    const encode = async (seed: number) =>
      (
        await prepare(rows)
          .targetEncode({ columns: ['city'], target: 'y', seed })
          .fit()
      ).training
    const first = await (await encode(1)).toArray()
    expect(await (await encode(1)).toArray()).toEqual(first)
    expect(await (await encode(2)).toArray()).not.toEqual(first)
    const shuffled = await (await encode(1)).shuffle().toArray()
    expect(shuffled.sort((a, b) => a.y - b.y)).toEqual(first)
  })
})

describe('a preparation', () => {
  const people = Dataset.from([
    { id: 1, age: 20, city: 'rome', member: true, income: 1000, label: 'no' },
    { id: 2, age: null, city: 'oslo', member: false, income: 1100, label: 'yes' },
    { id: 3, age: 40, city: null, member: true, income: 900, label: 'no' },
    { id: 4, age: 30, city: 'rome', member: true, income: 90_000, label: 'yes' },
  ])
  const recipe = () =>
    prepare(people)
      .dropOutliers({ columns: ['income'], by: 'zScore', factor: 1.5 })
      .fillMissing({ age: 'mean', city: { constant: '?' } })
      .scale({ columns: ['age', 'income'], by: 'minMax' })
      .oneHot({ columns: ['city'], unknown: 'zeros' })
      .vector({ columns: ['age', 'income', 'city', 'member'], into: 'features' })

  it('learns step after step from the training part alone', async () => {
    const { training, preparation } = await recipe().fit()
    expectTypeOf(training).toEqualTypeOf<Dataset<{ id: number; label: string; features: number[] }>>()
    expect(await training.toArray()).toEqual([
      { id: 1, label: 'no', features: [0, 0.5, 0, 0, 1, 1] },
      { id: 2, label: 'yes', features: [0.5, 1, 0, 1, 0, 0] },
      { id: 3, label: 'no', features: [1, 0, 1, 0, 0, 1] },
    ])
    const added = preparation.row({ age: 50, city: 'paris', member: false, income: 1100, more: 'x' })
    expectTypeOf(added).toEqualTypeOf<{ more: string; features: number[] }>()
    expect(added).toEqual({ more: 'x', features: [1.5, 1, 0, 0, 0, 0] })
    // @ts-expect-error: the row lacks columns that are needed
    expect(() => preparation.row({ age: 50 })).toThrow(/column "income" is undefined/)
    expect(await people.first()).toEqual({
      id: 1,
      age: 20,
      city: 'rome',
      member: true,
      income: 1000,
      label: 'no',
    })
  })

  it('is the same after it was JSON', async () => {
    const { preparation } = await recipe().fit()
    const saved = JSON.parse(JSON.stringify(preparation))
    const restored = restorePreparation(saved)
    expect(JSON.stringify(restored)).toBe(JSON.stringify(preparation))
    expect(await restored.apply(people).toArray()).toEqual(await preparation.apply(people).toArray())
  })

  it('refuses what is no saved preparation, wherever it is damaged', async () => {
    const { preparation } = await prepare(people)
      .fillMissing({ age: 'mean', city: 'mode' })
      .clipOutliers({ columns: ['income'], by: 'iqr' })
      .scale({ columns: ['age'], by: 'minMax', range: [0, 2] })
      .ordinal({ columns: ['member'], unknown: -1 })
      .targetEncode({ columns: ['label'], target: 'id', folds: 2 })
      .oneHot({ columns: ['city'] })
      .vector({ columns: ['city', 'label'], into: 'features' })
      .fit()
    const text = JSON.stringify(preparation)
    for (const bad of [null, 7, [], {}, { format: 'graft-preparation', version: 2, steps: [] }]) {
      expect(() => restorePreparation(bad)).toThrow(/JSON/)
    }
    // Every value of the saved one, replaced by one that does not fit, is either refused or harmless.
    const paths: (string | number)[][] = []
    const walk = (value: unknown, path: (string | number)[]) => {
      if (path.length > 0) paths.push(path)
      if (typeof value !== 'object' || value === null) return
      for (const key of Object.keys(value))
        walk(Reflect.get(value, key), [...path, Array.isArray(value) ? Number(key) : key])
    }
    walk(JSON.parse(text), [])
    for (const path of paths) {
      for (const wrong of [undefined, { no: { no: {} } }, Number.NaN]) {
        const damaged: unknown = JSON.parse(text)
        let holder: unknown = damaged
        for (const key of path.slice(0, -1)) holder = Reflect.get(Object(holder), key)
        Reflect.set(Object(holder), path.at(-1)!, wrong)
        expect(() => restorePreparation(damaged), `${path.join('.')} = ${String(wrong)}`).toThrow(
          expect.objectContaining({ code: 'invalid-file' }),
        )
      }
    }
  })

  it('names row and column of what a step cannot use', async () => {
    const rows = Dataset.from([{ x: 1 as unknown }, { x: 'a' as unknown }]) as Dataset<{ x: number }>
    await expect(
      prepare(rows)
        .scale({ columns: ['x'], by: 'standard' })
        .fit(),
    ).rejects.toMatchObject({
      code: 'invalid-data',
      message: /The column "x" is "a", not a finite number\. \(row 1, column x\)/,
      details: { row: 1, column: 'x' },
    })
    const infinite = Dataset.from([{ x: Infinity }])
    await expect(prepare(infinite).fillMissing({ x: 'mean' }).fit()).rejects.toMatchObject({
      code: 'not-finite',
    })
    const empty = Dataset.from([{ x: null as number | null }])
    await expect(prepare(empty).fillMissing({ x: 'median' }).fit()).rejects.toThrow(/no value to learn from/)
    await expect(
      prepare(empty)
        .scale({ columns: ['x'], by: 'robust' })
        .fit(),
    ).rejects.toThrow(/no value to learn/)
    const plain = Dataset.from([7]) as Dataset<unknown> as Dataset<{ x: number }>
    await expect(
      prepare(plain)
        .scale({ columns: ['x'], by: 'robust' })
        .fit(),
    ).rejects.toThrow(/The row is 7/)
  })

  it('refuses options that are none', () => {
    const rows = Dataset.from([{ x: 1, y: 'a' }])
    expect(() => prepare(rows).scale({ columns: [], by: 'standard' })).toThrow(/at least one column/)
    expect(() => prepare(rows).scale({ columns: ['x', 'x'], by: 'standard' })).toThrow(/every column once/)
    expect(() => prepare(rows).scale({ columns: ['x'], by: 'log' as never })).toThrow(/by is "log"/)
    expect(() => prepare(rows).scale({ columns: ['x'], by: 'minMax', range: [1, 0] })).toThrow(/range/)
    expect(() => prepare(rows).fillMissing({ x: 'middle' as never })).toThrow(/x is "middle"/)
    expect(() => prepare(rows).clipOutliers({ columns: ['x'], by: 'iqr', factor: 0 })).toThrow(/factor is 0/)
    expect(() => prepare(rows).ordinal({ columns: ['y'], order: { y: ['a', 'a'] } })).toThrow(/order\.y/)
    expect(() => prepare(rows).targetEncode({ columns: ['y'], target: 'x', folds: 1 })).toThrow(/folds is 1/)
    // @ts-expect-error: a mean of texts
    expect(() => prepare(rows).fillMissing({ y: 'mean' })).not.toThrow()
    // @ts-expect-error: texts cannot be scaled
    expect(() => prepare(rows).scale({ columns: ['y'], by: 'standard' })).not.toThrow()
  })

  it('takes categories in an order that is given', async () => {
    const rows = Dataset.from([{ size: 'M' }, { size: 'S' }])
    const { training } = await prepare(rows)
      .ordinal({ columns: ['size'], order: { size: ['S', 'M', 'L'] } })
      .fit()
    expectTypeOf(training).toEqualTypeOf<Dataset<{ size: number }>>()
    expect(await training.toArray()).toEqual([{ size: 1 }, { size: 0 }])
    const short = prepare(rows).ordinal({ columns: ['size'], order: { size: ['S', 'L'] } })
    await expect(short.fit()).rejects.toThrow(/"size" is "M"/)
  })
})
