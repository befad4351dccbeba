import type { RecordRow } from '../dataset/columns'
import type { Dataset } from '../dataset/dataset'
import { Preparation, type Prepared } from './preparation'
import { asRecords } from './recipe-rows'
import type { FittedStep, PlannedStep } from './step'
import { type FillRule, planFillMissing } from './steps/fill-missing'
import { type OneHotOptions, planOneHot } from './steps/one-hot'
import { type OrdinalOptions, planOrdinal } from './steps/ordinal'
import { type OutlierOptions, planOutliers } from './steps/outliers'
import { planScale, type ScaleOptions } from './steps/scale'
import { planTargetEncode, type TargetEncodeOptions } from './steps/target-encode'
import { planVector, type VectorOptions } from './steps/vector'

/** The columns of a row whose values are of a type, or missing. */
type ColumnsOf<Row, Value> = {
  [K in keyof Row & string]: Row[K] extends Value | null | undefined ? K : never
}[keyof Row & string]

type Numeric<Row> = ColumnsOf<Row, number>
type Categorical<Row> = ColumnsOf<Row, string | number | boolean>
type Vectorial<Row> = {
  [K in keyof Row & string]: Row[K] extends number | boolean | ArrayLike<number> ? K : never
}[keyof Row & string]

/** The columns of the rows as they came in that a step needs on top of those before. */
type Needed<Row, Gone, Column> = Pick<Row, Extract<Exclude<Column, Gone>, keyof Row>>
/** What steps add, with these columns of another type now. */
type With<Adds, Column extends PropertyKey, Value> = Omit<Adds, Column> & { [K in Column]: Value }

/** The training part's fit: what was learnt, and the training part itself as a model should see it. */
export interface Fit<Row, Needs extends object, Gone, Adds extends object> {
  readonly preparation: Preparation<Needs, Gone, Adds>
  readonly training: Dataset<Prepared<Row, Gone, Adds>>
}

/**
 * Steps that clean, scale and encode rows, in their order; each learns from the training part as the steps before leave
 * it. Nothing is read before `fit`.
 *
 *     const { preparation, training } = await prepare(train)
 *       .fillMissing({ age: 'median' })
 *       .scale({ columns: ['age'], by: 'standard' })
 *       .oneHot({ columns: ['city'] })
 *       .fit()
 *     const test = preparation.apply(heldOut)
 */
export class Recipe<Row, Needs extends object = object, Gone = never, Adds extends object = object> {
  constructor(
    private readonly rows: Dataset<Row>,
    private readonly steps: readonly PlannedStep[] = [],
  ) {}

  /** Puts a value of the training part, or a constant, where one is missing: null, undefined or NaN. */
  fillMissing<
    const Rules extends {
      readonly [K in keyof Prepared<Row, Gone, Adds>]?: FillRule<Prepared<Row, Gone, Adds>[K]>
    },
  >(
    rules: Rules,
  ): Recipe<
    Row,
    Needs & Needed<Row, Gone, keyof Rules>,
    Gone | keyof Rules,
    Omit<Adds, keyof Rules> & {
      [K in keyof Rules & keyof Prepared<Row, Gone, Adds>]: NonNullable<Prepared<Row, Gone, Adds>[K]>
    }
  > {
    return this.#then(planFillMissing(rules))
  }

  /** Moves outliers to the nearest value that is none. */
  clipOutliers<Column extends Numeric<Prepared<Row, Gone, Adds>>>(
    options: OutlierOptions<Column>,
  ): Recipe<Row, Needs & Needed<Row, Gone, Column>, Gone, Adds> {
    return this.#then(planOutliers(options, 'clip'))
  }

  /** Leaves rows with outliers out of the training part. Other rows are kept: a prediction is wanted for each. */
  dropOutliers<Column extends Numeric<Prepared<Row, Gone, Adds>>>(
    options: OutlierOptions<Column>,
  ): Recipe<Row, Needs, Gone, Adds> {
    return this.#then(planOutliers(options, 'drop'))
  }

  /** Scales numbers; a missing value stays missing. */
  scale<Column extends Numeric<Prepared<Row, Gone, Adds>>>(
    options: ScaleOptions<Column>,
  ): Recipe<Row, Needs & Needed<Row, Gone, Column>, Gone, Adds> {
    return this.#then(planScale(options))
  }

  /** Makes a vector of a category: 1 in its place, 0 elsewhere. A missing value is a category of its own. */
  oneHot<Column extends Categorical<Prepared<Row, Gone, Adds>>>(
    options: OneHotOptions<Column>,
  ): Recipe<Row, Needs & Needed<Row, Gone, Column>, Gone | Column, With<Adds, Column, number[]>> {
    return this.#then(planOneHot(options))
  }

  /** Numbers categories in their order, from 0. */
  ordinal<Column extends Categorical<Prepared<Row, Gone, Adds>>>(
    options: OrdinalOptions<Column>,
  ): Recipe<Row, Needs & Needed<Row, Gone, Column>, Gone | Column, With<Adds, Column, number>> {
    return this.#then(planOrdinal(options))
  }

  /**
   * Puts the mean of a target in the place of a category: a number where the target is one, else a list of the shares
   * of the classes. The training part is encoded out of fold, as by scikit-learn's `TargetEncoder.fit_transform`.
   * Codes and targets of its rows are held in memory meanwhile.
   */
  targetEncode<
    Column extends Categorical<Prepared<Row, Gone, Adds>>,
    Target extends Exclude<keyof Prepared<Row, Gone, Adds> & string, Column>,
  >(
    options: TargetEncodeOptions<Column, Target>,
  ): Recipe<
    Row,
    Needs & Needed<Row, Gone, Column>,
    Gone | Column,
    With<Adds, Column, Prepared<Row, Gone, Adds>[Target] extends number ? number : number[]>
  > {
    return this.#then(planTargetEncode(options))
  }

  /** Joins numbers and vectors into one vector, which takes their place. */
  vector<Column extends Vectorial<Prepared<Row, Gone, Adds>>, const Into extends string>(
    options: VectorOptions<Column, Into>,
  ): Recipe<Row, Needs & Needed<Row, Gone, Column>, Gone | Column, With<Omit<Adds, Column>, Into, number[]>> {
    return this.#then(planVector(options))
  }

  /**
   * Lets every step learn, one after the other; each reads the training part once.
   *
   * @throws GraftError `invalid-data` with row and column of a value that a step cannot use.
   */
  async fit(): Promise<Fit<Row, Needs, Gone, Adds>> {
    const fitted: FittedStep[] = []
    let rows = asRecords(this.rows)
    for (const step of this.steps) {
      const learnt = await step.fit(rows)
      fitted.push(learnt)
      rows = learnt.training ? learnt.training(rows) : rows.map(learnt.transform)
    }
    return { preparation: new Preparation(fitted), training: asPrepared(rows) }
  }

  /** The types of the steps say what becomes of a row; from here on they are taken at their word. */
  #then<MoreNeeds extends object, MoreGone, MoreAdds extends object>(
    step: PlannedStep,
  ): Recipe<Row, MoreNeeds, MoreGone, MoreAdds> {
    return new Recipe(this.rows, [...this.steps, step])
  }
}

function asPrepared<Out>(rows: Dataset<RecordRow>): Dataset<Out>
function asPrepared(rows: Dataset<unknown>): Dataset<unknown> {
  return rows
}

/** Begins the preparation of rows: of the training part alone, so that nothing of what is held out is learnt. */
export function prepare<Row>(train: Dataset<Row>): Recipe<Row> {
  return new Recipe(train)
}
