import { abort } from './abort'
import type { Behaviours } from './behaviour'
import { donation } from './donation'
import { elements } from './elements'
import { failures } from './failures'
import { frozen } from './frozen'
import { memory } from './memory'
import { randomness } from './randomness'
import { recompilation } from './recompilation'
import { results } from './results'

/** What every engine does beside computing right, by theme. */
export const behaviours: Readonly<Record<string, Behaviours>> = {
  elements,
  results,
  recompilation,
  donation,
  frozen,
  randomness,
  failures,
  abort,
  memory,
}
