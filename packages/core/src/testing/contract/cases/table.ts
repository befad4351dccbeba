import type { OpName } from '../../../ops/table'
import type { Case } from '../case'
import { arithmetic } from './arithmetic'
import { casts } from './cast'
import { comparison } from './comparison'
import { composite } from './composite'
import { windowed } from './convolution'
import { indexing } from './indexing'
import { layout } from './layout'
import { products } from './matmul'
import { ordering } from './ordering'
import { reduction } from './reduction'
import { scans } from './scan'
import { source } from './source'
import { unary } from './unary'

/** What every operation is tried on. An operation without cases does not compile. */
export const cases: { readonly [Name in OpName]: readonly Case[] } = {
  ...source,
  ...arithmetic,
  ...unary,
  ...comparison,
  ...casts,
  ...reduction,
  ...layout,
  ...products,
  ...indexing,
  ...ordering,
  ...windowed,
  ...scans,
  ...composite,
}
