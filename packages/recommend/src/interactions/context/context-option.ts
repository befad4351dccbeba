import { type ColumnKind, type KindsOption, readColumnKinds } from './column-kinds'

/** What the values of a column are: words of which each stands for itself, or amounts. */
export type ContextKind = 'categorical' | 'numeric'

/**
 * Columns of what surrounded each event. Of a name alone every value is a category; what counts as an amount is said:
 * `['device', 'hour']`, `{ device: 'categorical', price: 'numeric' }`.
 */
export type ContextOption = KindsOption<ContextKind>

/** A column of the context, as it is to be read. */
export type ContextName = ColumnKind<ContextKind>

/**
 * @param kindOf what a column is that is given by name alone.
 * @throws GraftError `invalid-option` naming the column.
 */
export const readContextOption = (
  option: unknown,
  kindOf: (name: string) => ContextKind = () => 'categorical',
): readonly ContextName[] =>
  option === undefined ? [] : readColumnKinds(option, ['categorical', 'numeric'], 'context', kindOf)
