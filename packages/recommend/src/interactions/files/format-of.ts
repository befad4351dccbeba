import { refuse, shown } from '../../input/refuse'
import { type FileFormat, formats } from './formats'

/** How a file holds its rows, by what is said of it or by its name. @throws GraftError `invalid-option`. */
export function formatOf(name: string, format: FileFormat | undefined): FileFormat {
  const known = Object.keys(formats) as FileFormat[]
  const bare = name.endsWith('.gz') ? name.slice(0, -3) : name
  const found = format
    ? known.find((own) => own === format)
    : known.find((own) => formats[own].endings.some((ending) => bare.toLowerCase().endsWith(ending)))
  if (found) return found
  return refuse('invalid-option', {
    what: format
      ? `There is no format ${shown(format)}.`
      : 'The name does not tell what kind of file this is.',
    where: name,
    fix: `Pass format: ${known.map(shown).join(', ')}.`,
  })
}
