import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** Reads a fixture that Python wrote. */
export function readFixture<T>(url: URL): T {
  return JSON.parse(readFileSync(url, 'utf8'))
}

export function sha256(data: ArrayBufferView): string {
  return createHash('sha256')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex')
}
