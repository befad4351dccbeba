/** 1 ÷ (1 + eˣ), to some 1e-8; the twin in src/kernels/plain takes the same steps. */
export function logistic(x: f64): f64 {
  const bounded = max<f64>(-700, min<f64>(700, x))
  const power = nearest<f64>(bounded * Math.LOG2E)
  const r = bounded - power * Math.LN2
  const series =
    1 +
    r * (1 + r * (1 / 2.0 + r * (1 / 6.0 + r * (1 / 24.0 + r * (1 / 120.0 + r * (1 / 720.0 + r / 5040.0))))))
  return 1 / (1 + series * reinterpret<f64>((<i64>power + 1023) << 52))
}
