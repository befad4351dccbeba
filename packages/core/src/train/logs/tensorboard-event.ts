import { crc32c } from './crc32c'

/** What a record of a TensorBoard file says. A file's first record is its version. */
export type TensorBoardEvent =
  | { readonly kind: 'version' }
  /** A process starts with this step: what an earlier one wrote of it, or of later ones, does not count. */
  | { readonly kind: 'start'; readonly step: number }
  | { readonly kind: 'scalars'; readonly step: number; readonly values: Readonly<Record<string, number>> }

/**
 * One record of a `tfevents` file: an `Event` of TensorBoard's `event.proto` in the frame of a TFRecord.
 *
 * @param seconds the time, since 1970
 */
export function tensorBoardRecord(event: TensorBoardEvent, seconds: number): Uint8Array {
  return framed(message(double(1, seconds), ...fieldsOf(event)))
}

function fieldsOf(event: TensorBoardEvent): Uint8Array[] {
  switch (event.kind) {
    case 'version':
      return [text(3, 'brain.Event:2')]
    case 'start':
      return [integer(2, event.step), nested(7, integer(1, 1))]
    case 'scalars': {
      const values = Object.entries(event.values).map(([tag, value]) =>
        nested(1, text(1, tag), float(2, value)),
      )
      return [integer(2, event.step), nested(5, ...values)]
    }
  }
}

/** Length and checksum, content and checksum. */
function framed(content: Uint8Array): Uint8Array {
  const record = new Uint8Array(content.length + 16)
  const view = new DataView(record.buffer)
  view.setBigUint64(0, BigInt(content.length), true)
  view.setUint32(8, masked(record.subarray(0, 8)), true)
  record.set(content, 12)
  view.setUint32(12 + content.length, masked(content), true)
  return record
}

/** A checksum that may itself be checksummed. */
function masked(bytes: Uint8Array): number {
  const crc = crc32c(bytes)
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}

// The wire format of protocol buffers, as far as an `Event` needs it.

const wire = { varint: 0, eightBytes: 1, lengthDelimited: 2, fourBytes: 5 } as const

const message = (...fields: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(fields.reduce((sum, { length }) => sum + length, 0))
  let offset = 0
  for (const field of fields) {
    whole.set(field, offset)
    offset += field.length
  }
  return whole
}

const key = (field: number, type: keyof typeof wire): Uint8Array => varint((field << 3) | wire[type])

/** Seven bits a byte, the lowest first. */
function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
  return Uint8Array.from([...bytes, rest])
}

const integer = (field: number, value: number): Uint8Array => message(key(field, 'varint'), varint(value))

const nested = (field: number, ...fields: readonly Uint8Array[]): Uint8Array => {
  const content = message(...fields)
  return message(key(field, 'lengthDelimited'), varint(content.length), content)
}

const text = (field: number, value: string): Uint8Array => nested(field, new TextEncoder().encode(value))

function double(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setFloat64(0, value, true)
  return message(key(field, 'eightBytes'), bytes)
}

function float(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setFloat32(0, value, true)
  return message(key(field, 'fourBytes'), bytes)
}
