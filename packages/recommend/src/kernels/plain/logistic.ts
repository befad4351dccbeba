/** 1 ÷ (1 + eˣ), to some 1e-8, by additions and multiplications that are the same everywhere. */
export function logistic(x: number): number {
  const bounded = Math.max(-700, Math.min(700, x))
  const power = roundHalfToEven(bounded * Math.LOG2E)
  const r = bounded - power * Math.LN2
  const series =
    1 + r * (1 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720 + r / 5040))))))
  return 1 / (1 + series * 2 ** power)
}

function roundHalfToEven(x: number): number {
  const rounded = Math.round(x)
  return rounded - x === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded
}
