import { refuse } from '../input/refuse'
import { namesOf, type Position, type Space } from './space'
import { resultOf, runTrials, type SearchOptions, type SearchResult } from './trial'

export interface GridSearchInput<P> extends SearchOptions<P> {
  /** Settings as `choice` or `integer`: every combination is tried, the last setting varying fastest. */
  readonly space: Space<P>
}

/** A grid of more combinations than this would not end. */
const mostCombinations = 1_000_000

/**
 * Tries every combination of settings.
 *
 * @example
 * await gridSearch({
 *   space: { learningRate: choice([1e-5, 5e-5]), epochs: integer(2, 4) },
 *   evaluate: async ({ learningRate, epochs }) => (await crossValidate(…)).test.f1.mean,
 * })
 */
export async function gridSearch<P>(input: GridSearchInput<P>): Promise<SearchResult<P>> {
  const { space, direction } = input
  const names = namesOf(space)
  const sizes = names.map((name) => space[name].size)
  const total = sizes.reduce((product, size) => product * size, 1)
  if (!(total <= mostCombinations)) {
    refuse({
      what: `The space has ${total === Infinity ? 'infinitely many' : total} combinations.`,
      where: 'space',
      fix: 'Use choice or integer with few values, or randomSearch.',
      code: 'invalid-option',
    })
  }
  const proposals = Array.from({ length: total }, (_, number) => {
    const position: Record<string, number> = {}
    let rest = number
    for (let at = names.length - 1; at >= 0; at--) {
      const size = sizes[at]!
      // The middle of the value's stretch, so that rounding cannot move it to a neighbour.
      position[names[at]!] = ((rest % size) + 0.5) / size
      rest = Math.floor(rest / size)
    }
    return { number, position: inOrder(names, position), resource: null }
  })
  return resultOf(await runTrials(space, proposals, input), direction)
}

function inOrder(names: readonly string[], position: Position): Position {
  return Object.fromEntries(names.map((name) => [name, position[name]!]))
}
