import { refuse, shown } from '../input/refuse'

/** Refuses a stored stream that `toJSON` cannot have written. */
export function refuseStored(what: string, where: string): never {
  return refuse({
    what: `The stored stream is damaged: ${what}.`,
    where,
    fix: 'Pass what toJSON of a stream with the same measures gave, unchanged.',
  })
}

export function asRecord(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  return refuseStored(`${where} is ${shown(value)}, not an object`, where)
}

export function asList(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  return refuseStored(`${where} is ${shown(value)}, not a list`, where)
}

export function asFinite(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  return refuseStored(`${where} holds ${shown(value)}, not a finite number`, where)
}

export function asCount(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  return refuseStored(`${where} is ${shown(value)}, not a count`, where)
}

export function asName(value: unknown, where: string): string {
  if (typeof value === 'string') return value
  return refuseStored(`${where} has the name ${shown(value)}`, where)
}
