import { als } from './als'
import { ials } from './ials'
import { popularity } from './popularity'

/** Every algorithm by its name. Adding one: its file, and a line here. See README.md beside this file. */
export const algorithms = {
  als,
  ials,
  popularity,
}

export type AlgorithmName = keyof typeof algorithms
