import { GraftError } from '@graftjs/base'

/**
 * Loads a library that is only installed where it is wanted.
 *
 * @throws GraftError `not-found` that says what to install.
 */
export async function optionalPackage<Library>(
  purpose: string,
  packages: string,
  load: () => Promise<Library>,
): Promise<Library> {
  try {
    return await load()
  } catch (error) {
    throw new GraftError('not-found', {
      what: `${purpose} needs ${packages}, which cannot be loaded here.`,
      where: packages,
      fix: `Run: npm install ${packages.replaceAll(' and ', ' ')}`,
      cause: error,
      details: { packages: packages.split(' and ') },
    })
  }
}
