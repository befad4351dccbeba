/** A text that is equal for equal attributes of a call, and only for them: JSON alone would drop −0, NaN and infinities. */
export const describeAttributes = (attributes: Record<string, unknown>): string =>
  JSON.stringify(attributes, (_, value: unknown) =>
    typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
      ? `number ${Object.is(value, -0) ? '-0' : value}`
      : value,
  )
