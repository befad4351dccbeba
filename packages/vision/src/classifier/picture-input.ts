import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { InputKind, DataWarning as SharedWarning } from '@graftjs/classifier'
import { isArchived, nameOf } from '../pictures/archived-picture'
import { limitsOf } from '../pictures/check-picture'
import type { PictureSource } from '../pictures/picture-source'
import { readArchived } from '../pictures/read-archived'

export type PictureWarning = 'unreadable-pictures'

/** Something about the rows that training can live with and its user should know. */
export type DataWarning = SharedWarning<PictureWarning>

export type OnWarning = (warning: DataWarning) => void

/** Pictures as rows hold them. Two whose files or pixels have the same bytes count as the same. */
export const pictureInput: InputKind<PictureSource, PictureWarning> = {
  name: 'picture',
  plural: 'pictures',
  wanted: 'a path, an address, bytes, a Blob or pixels',
  is: isSource,
  keyOf: async (source) => {
    const bytes = await bytesOf(source)
    return typeof bytes === 'string' ? bytes : createHash('sha256').update(bytes).digest('base64')
  },
}

function isSource(value: unknown): value is PictureSource {
  if (typeof value === 'string') return value !== ''
  if (typeof value !== 'object' || value === null) return false
  if (ArrayBuffer.isView(value) || 'arrayBuffer' in value || 'href' in value) return true
  return (
    'width' in value || isArchived(value) || Object.prototype.toString.call(value) === '[object ArrayBuffer]'
  )
}

/** The bytes that tell a picture from another; an address, or a file that cannot be read, by its name. */
async function bytesOf(source: PictureSource): Promise<Uint8Array | string> {
  if (typeof source === 'string' || source instanceof URL) {
    const address = String(source)
    if (/^(https?|data):/i.test(address)) return address
    const path = address.startsWith('file:') ? fileURLToPath(address) : address
    return readFile(path).catch(() => address)
  }
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
  if ('arrayBuffer' in source) return new Uint8Array(await source.arrayBuffer())
  if ('width' in source) {
    const { buffer, byteOffset, byteLength } = 'pixels' in source ? source.pixels : source.data
    const pixels = new Uint8Array(buffer, byteOffset, byteLength)
    return Buffer.concat([Buffer.from(`${source.width} ${source.height} `), pixels])
  }
  if (isArchived(source)) return readArchived(source, limitsOf({})).catch(() => nameOf(source))
  return new Uint8Array(source)
}
