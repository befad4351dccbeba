import { GraftError, type GraftErrorCode } from '@graftjs/base'
import { decodable, type PictureHeader, readHeader } from './header'

export interface DecodeOptions {
  /** Pictures with more pixels than this are refused before they are decoded; 100 million by default. */
  readonly maxPixels?: number
  /** Files with more bytes than this are not read; 512 MiB by default. */
  readonly maxBytes?: number
  /** What a message calls the picture, for example a path in an archive. */
  readonly name?: string
  readonly signal?: AbortSignal
}

export interface Limits {
  readonly maxPixels: number
  readonly maxBytes: number
}

export function limitsOf({ maxPixels = 100e6, maxBytes = 512 * 2 ** 20 }: DecodeOptions): Limits {
  for (const [name, value] of Object.entries({ maxPixels, maxBytes })) {
    if (value > 0) continue
    throw new GraftError('invalid-option', {
      what: `${name} is ${String(value)}.`,
      fix: 'Give a number above 0.',
    })
  }
  return { maxPixels, maxBytes }
}

/**
 * Looks at the first bytes alone: whether this is a picture that is read, and not too large.
 *
 * @throws GraftError `invalid-file` where it is not, `unsupported` where it is of a format that is not read.
 */
export function checkPicture(
  bytes: Uint8Array,
  name: string,
  { maxPixels, maxBytes }: Limits,
): PictureHeader {
  if (bytes.length === 0)
    throw badPicture(name, 'The file is empty (0 bytes).', 'Take it out, or copy it again.')
  if (bytes.length > maxBytes) throw tooManyBytes(name, bytes.length, maxBytes)
  const header = readHeader(bytes)
  if (!header) {
    throw badPicture(
      name,
      'This is no picture, whatever its name says.',
      `Take it out, or give one of ${decodable.join(', ')}.`,
    )
  }
  if (!header.decodable) throw badPicture(name, refusal(header.format), instead(header.format), 'unsupported')
  const { size } = header
  if (size && size.width * size.height > maxPixels) {
    throw badPicture(
      name,
      `The ${header.format} says that it has ${size.width} × ${size.height} pixels, more than ${maxPixels}.`,
      'Make it smaller, or raise maxPixels if it is to be trusted.',
    )
  }
  return header
}

function refusal(format: string): string {
  return format === 'SVG'
    ? 'This is an SVG, a drawing that may refer to other files and addresses, which is not rendered.'
    : `This is a ${format}, which is not read.`
}

const instead = (format: string) =>
  format === 'SVG' ? 'Render it to a PNG first.' : `Convert it to one of ${decodable.join(', ')}.`

export function tooManyBytes(name: string, bytes: number, maxBytes: number): GraftError {
  return badPicture(
    name,
    `The file has ${bytes} bytes, more than ${maxBytes}.`,
    'Make it smaller, or raise maxBytes if it is to be trusted.',
  )
}

export function badPicture(
  name: string,
  what: string,
  fix: string,
  code: GraftErrorCode = 'invalid-file',
  cause?: unknown,
): GraftError {
  return new GraftError(code, { what, where: name, fix, details: { picture: name }, cause })
}
