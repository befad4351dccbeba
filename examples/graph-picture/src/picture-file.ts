import { join } from 'node:path'

/** The picture that docs/back-propagation.md shows. */
export const committedPicture = join(import.meta.dirname, '../../../docs/images/two-layers.svg')
