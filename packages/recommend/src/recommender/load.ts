import { type AlgorithmName, algorithms } from '../algorithms'
import { refuse, shown } from '../input/refuse'
import type { Id } from '../interactions/id-table'
import { parseArrays, readArrays } from './array-file'
import { Recommender } from './recommender'
import { restoreFitted } from './saved-recommender'

/**
 * The recommender that was saved: the same scores, ids, histories and settings.
 *
 * @param source the path of the file, or its bytes.
 * @throws GraftError `file-access`, `invalid-file` for a damaged or foreign file.
 */
export async function loadRecommender<User extends Id = Id, Item extends Id = Id>(
  source: string | Uint8Array,
): Promise<Recommender<User, Item>> {
  if (typeof source !== 'string' && !(ArrayBuffer.isView(source) && source.BYTES_PER_ELEMENT === 1))
    refuseSource(source)
  const file = typeof source === 'string' ? await readArrays(source) : parseArrays(source, 'bytes')
  const fitted = restoreFitted<User, Item>(file, (name, arrays, settings) =>
    isAlgorithmName(name)
      ? algorithms[name].restore(arrays, settings)
      : arrays.refuse(
          `The file is of the algorithm ${JSON.stringify(name.slice(0, 40))}, which is not known here.`,
        ),
  )
  return new Recommender(fitted)
}

function isAlgorithmName(name: string): name is AlgorithmName {
  return Object.hasOwn(algorithms, name)
}

function refuseSource(source: unknown): never {
  return refuse('invalid-option', {
    what: `The source is ${shown(source)}.`,
    where: 'loadRecommender',
    fix: 'Pass the path of a saved model, or its bytes as a Uint8Array.',
  })
}
