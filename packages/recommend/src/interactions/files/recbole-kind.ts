import { refuse, shown } from '../../input/refuse'
import type { ContextKind } from '../context/context-option'

/** The name in a header of RecBole's atomic files, `price:float`, without its type. */
export const recBoleName = (header: string): string => header.split(':', 1)[0]!

const kinds = new Map<string, ContextKind>([
  ['token', 'categorical'],
  ['float', 'numeric'],
])

/**
 * What the values of a column of RecBole's atomic files are, `price:float`.
 *
 * @throws GraftError `invalid-option` for a sequence.
 */
export function recBoleKind(header: string): ContextKind {
  const [name, type = 'token'] = header.split(':')
  return (
    kinds.get(type) ??
    refuse('invalid-option', {
      what: `The column ${shown(name)} is of the type ${shown(type)}: each event has a sequence of values.`,
      where: `context, ${name}`,
      fix: 'Leave it out of context; one value an event can be learnt from: token or float.',
    })
  )
}
