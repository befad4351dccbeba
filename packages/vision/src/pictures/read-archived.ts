import { open } from 'node:fs/promises'
import { inflateRaw } from 'node:zlib'
import { type ArchivedPicture, nameOf } from './archived-picture'
import { badPicture, type Limits, tooManyBytes } from './check-picture'

const LOCAL_HEADER = 30

/** The bytes of a picture in an archive. */
export async function readArchived(picture: ArchivedPicture, { maxBytes }: Limits): Promise<Uint8Array> {
  const where = nameOf(picture)
  if (picture.length > maxBytes) throw tooManyBytes(where, picture.length, maxBytes)
  const file = await open(picture.archive, 'r')
  try {
    let from = picture.offset
    if (picture.stored !== 'plain') {
      const header = Buffer.alloc(LOCAL_HEADER)
      await file.read(header, 0, LOCAL_HEADER, from)
      if (header.readUInt32LE(0) !== 0x04034b50) throw damaged(where)
      from += LOCAL_HEADER + header.readUInt16LE(26) + header.readUInt16LE(28)
    }
    const bytes = Buffer.alloc(picture.length)
    const { bytesRead } = await file.read(bytes, 0, picture.length, from)
    if (bytesRead < picture.length) throw damaged(where)
    return picture.stored === 'zip-deflated' ? await inflated(bytes, where, maxBytes) : bytes
  } finally {
    await file.close()
  }
}

/** Stops at the limit, however much a bomb would unpack to. */
function inflated(bytes: Uint8Array, where: string, maxBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    inflateRaw(bytes, { maxOutputLength: maxBytes }, (error, content) => {
      if (!error) resolve(content)
      else if ('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
        reject(
          badPicture(where, `It unpacks to more than ${maxBytes} bytes.`, 'Take it out, or raise maxBytes.'),
        )
      } else reject(damaged(where, error))
    })
  })
}

function damaged(where: string, cause?: unknown) {
  return badPicture(where, 'The archive is damaged here.', 'Copy or make it again.', undefined, cause)
}
