/** JSON that keeps every number as it is, -0, NaN and the infinities too. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'number' && (!Number.isFinite(part) || Object.is(part, -0))
      ? { [tag]: Object.is(part, -0) ? '-0' : String(part) }
      : part,
  )

export const fromJson = (text: string): unknown =>
  JSON.parse(text, (_, part: unknown) =>
    typeof part === 'object' && part !== null && tag in part ? Number(part[tag]) : part,
  )

const tag = '$number'
