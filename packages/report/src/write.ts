import { writeFileAtomically } from '@graftjs/base'

/**
 * Writes a page whole or not at all: an old report stays until the new one is complete. Missing folders are
 * made.
 *
 * @throws GraftError `file-access` where the path cannot be written.
 */
export async function writeReport(path: string, html: string): Promise<void> {
  await writeFileAtomically(path, html)
}
