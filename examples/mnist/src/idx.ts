import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { GraftError } from '@graftjs/base'
import { fromTypedArray, type Tensor } from '@graftjs/core'

/** 0, 0, the element type (8: bytes), the number of axes; then a big-endian size for each axis. */
const BYTES = 0x08

/** An idx file, gzipped or not, of bytes: LeCun's format for MNIST. A uint8 tensor. */
export async function readIdx(path: string): Promise<Tensor> {
  const raw = await readFile(path).catch((cause: unknown) => {
    throw new GraftError('file-access', {
      what: 'The file cannot be read.',
      where: path,
      fix: 'Check the path.',
      cause,
    })
  })
  const isZipped = raw[0] === 0x1f && raw[1] === 0x8b
  return parseIdx(isZipped ? gunzipSync(raw) : raw, path)
}

/** The tensor in the bytes of an idx file. Errors: `invalid-file`. */
export function parseIdx(bytes: Uint8Array, where: string): Tensor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [zero, type, axes] = bytes.length < 4 ? [] : [view.getUint16(0), bytes[2], bytes[3]!]
  if (zero !== 0 || type !== BYTES || axes === undefined || bytes.length < 4 + 4 * axes) {
    throw damaged(where, 'It does not begin as an idx file of bytes does.')
  }
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis))
  const elements = bytes.subarray(4 + 4 * axes)
  const count = shape.reduce((product, size) => product * size, 1)
  if (elements.length !== count)
    throw damaged(where, `It holds ${elements.length} of the ${count} bytes of [${shape.join(', ')}].`)
  return fromTypedArray(elements, shape)
}

const damaged = (where: string, what: string): GraftError =>
  new GraftError('invalid-file', { what, where, fix: 'Fetch the file again.' })
