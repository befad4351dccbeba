import { readFile, stat } from 'node:fs/promises'
import { systemErrorCode } from '@graftjs/base'
import sharp from 'sharp'
import {
  badPicture,
  checkPicture,
  type DecodeOptions,
  type Limits,
  limitsOf,
  tooManyBytes,
} from './check-picture'
import type { Picture } from './picture'
import { load, type PictureSource } from './picture-source'
import { fromChannels, fromInks } from './raw-pixels'
import { readArchived } from './read-archived'

/** A picture whose decoding takes longer is given up: some are made for that. */
const SECONDS = 60

/**
 * Decodes a JPEG, PNG, WebP, AVIF, GIF or TIFF; the content decides, not the name. What comes out is 8-bit RGB:
 *
 * - upright, as the EXIF orientation says
 * - grey as three equal channels, 16 bits as their high byte
 * - what is transparent on white
 * - colour profiles are left alone and CMYK is mixed without one, as Pillow does (a CMYK TIFF by a printing profile)
 * - of an animation or of several pages the first
 *
 * @throws GraftError `invalid-file` where it is damaged, truncated, empty or no picture; `unsupported` for a format
 *   that is not read, SVG among them; `file-access` or `network` where it cannot be had.
 */
export async function decodePicture(source: PictureSource, options: DecodeOptions = {}): Promise<Picture> {
  const limits = limitsOf(options)
  const loaded = await load(source, options, limits, (place) =>
    typeof place === 'object' && 'archive' in place
      ? readArchived(place, limits)
      : readPath(place, options, limits),
  )
  if (loaded.kind === 'picture') return loaded.picture
  return decodeBytes(loaded.bytes, loaded.name, limits)
}

/** Decodes a file's bytes. */
export async function decodeBytes(bytes: Uint8Array, name: string, limits: Limits): Promise<Picture> {
  const header = checkPicture(bytes, name, limits)
  const file = sharp(bytes, {
    failOn: 'error',
    limitInputPixels: limits.maxPixels,
    sequentialRead: true,
    ignoreIcc: true,
  })
    .timeout({ seconds: SECONDS })
    .autoOrient()
  const colours =
    header.size?.channels === 4
      ? file.pipelineColourspace('cmyk').toColourspace('cmyk')
      : file.flatten({ background: '#ffffff' }).toColourspace('srgb')
  const { data, info } = await colours
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
      const what = `The picture cannot be decoded: ${reason}.`
      throw badPicture(name, what, 'Take it out, or copy it again.', undefined, cause)
    })
  const { width, height, channels } = info
  if (header.size?.channels === 4 && channels === 4) return fromInks(width, height, data)
  if (channels !== 3) return fromChannels(width, height, data, channels)
  return { width, height, pixels: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) }
}

async function readPath(
  path: string | URL,
  options: DecodeOptions,
  { maxBytes }: Limits,
): Promise<Uint8Array> {
  const name = options.name ?? String(path)
  try {
    const { size } = await stat(path)
    if (size > maxBytes) throw tooManyBytes(name, size, maxBytes)
    return await readFile(path, options.signal ? { signal: options.signal } : {})
  } catch (cause) {
    options.signal?.throwIfAborted()
    if (systemErrorCode(cause) === undefined) throw cause
    const what = `The file cannot be read: ${String(cause)}.`
    throw badPicture(name, what, 'Look whether it is there and may be read.', 'file-access', cause)
  }
}
