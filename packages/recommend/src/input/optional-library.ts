import { GraftError } from '@graftjs/base'

/** A library that is only needed for some work; the error tells how to get it. */
export async function optionalLibrary<Library>(name: string, load: () => Promise<Library>): Promise<Library> {
  try {
    return await load()
  } catch (cause) {
    throw new GraftError('not-found', {
      what: `This is done by the library ${name}, which does not load.`,
      where: name,
      fix: `Install it: npm install ${name}`,
      cause,
    })
  }
}
