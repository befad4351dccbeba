import { readFile, stat } from 'node:fs/promises'
import { GraftError, systemErrorCode } from '@graftjs/base'

export type JsonObject = Readonly<Record<string, unknown>>

const megabyte = 1024 * 1024

/**
 * A JSON object from a file of at most `mostMegabytes`.
 *
 * @throws GraftError `not-found`, `file-access` or `invalid-file`.
 */
export async function readJsonObject(path: string, mostMegabytes = 16): Promise<JsonObject> {
  const text = await readText(path, mostMegabytes)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw damaged(path, `The file is no JSON: ${cause instanceof Error ? cause.message : cause}.`, cause)
  }
  if (!isObject(value)) throw damaged(path, 'The file holds no JSON object.')
  return value
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

async function readText(path: string, mostMegabytes: number): Promise<string> {
  try {
    const { size } = await stat(path)
    if (size > mostMegabytes * megabyte) {
      throw damaged(path, `The file has ${size} bytes, more than the ${mostMegabytes} MB that it may have.`)
    }
    return await readFile(path, 'utf8')
  } catch (cause) {
    if (GraftError.isInstance(cause)) throw cause
    const missing = systemErrorCode(cause) === 'ENOENT'
    throw new GraftError(missing ? 'not-found' : 'file-access', {
      what: missing ? 'There is no such file.' : `The file cannot be read: ${String(cause)}.`,
      where: path,
      fix: missing ? 'A model folder needs it: fetch or save the model again.' : 'Check its permissions.',
      cause,
    })
  }
}

export function damaged(where: string, what: string, cause?: unknown): GraftError {
  return new GraftError('invalid-file', {
    what,
    where,
    fix: 'Fetch or save the model again.',
    cause,
  })
}
