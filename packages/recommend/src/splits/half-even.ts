/** Rounds to the nearest whole number, and a half to the even one, as IEEE 754, NumPy and Python do. */
export function roundHalfEven(value: number): number {
  const rounded = Math.round(value)
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded
}
