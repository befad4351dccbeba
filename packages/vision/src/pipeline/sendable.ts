import { fileURLToPath } from 'node:url'
import { isArchived } from '../pictures/archived-picture'
import type { PictureSource } from '../pictures/picture-source'

/**
 * The same picture as plain data, which can be sent to a thread: an address as text, a `Blob` as its bytes, pixels of a
 * canvas without what else the canvas keeps.
 */
export async function sendable(source: PictureSource): Promise<PictureSource> {
  if (typeof source === 'string' || ArrayBuffer.isView(source)) return source
  if (source instanceof URL) return source.protocol === 'file:' ? fileURLToPath(source) : source.href
  if ('arrayBuffer' in source) return new Uint8Array(await source.arrayBuffer())
  if (isArchived(source)) return source
  if (!('width' in source)) return source
  const { width, height } = source
  return 'pixels' in source ? { width, height, pixels: source.pixels } : { width, height, data: source.data }
}
