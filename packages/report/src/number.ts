/** How numbers read in a report: fixed digits, a dash for what is not there, never an empty cell or "NaN". */

const missing = '–'

/** The bounds of a value; an `Estimate` of `@graftjs/metrics` is one. */
export interface Interval {
  readonly lower: number
  readonly upper: number
}

/** `0.973`. Default 3 digits. */
export function formatNumber(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || Number.isNaN(value)) return missing
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  const text = value.toFixed(digits)
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−')
}

/** `0.973 [0.962, 0.981]`, or the value alone where there is no interval. */
export function formatInterval(
  value: number | null | undefined,
  interval?: Interval | null,
  digits = 3,
): string {
  const text = formatNumber(value, digits)
  return interval ? `${text} ${formatRange(interval, digits)}` : text
}

/** `[0.962, 0.981]`. */
export function formatRange({ lower, upper }: Interval, digits = 3): string {
  return `[${formatNumber(lower, digits)}, ${formatNumber(upper, digits)}]`
}

/** `6,046`. */
export function formatCount(value: number): string {
  return Number.isFinite(value)
    ? Math.round(value).toLocaleString('en-US').replace('-', '−')
    : formatNumber(value)
}

/** `37 %`, with a digit below ten percent where a whole number would hide it. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return missing
  const percent = share * 100
  const digits = percent > 0 && percent < 9.95 && !Number.isInteger(percent) ? 1 : 0
  return `${percent.toFixed(digits)} %`
}

/** `9 s`, `1 min 20 s`, `2 h 05 min`: whole seconds, rounded up, so that a running clock never says 0. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return missing
  const whole = Math.ceil(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`
}

/** Three significant digits without an exponent where that reads well: `0.412`, `12.3`, `5e-5`. */
export function formatSignificant(value: number): string {
  if (!Number.isFinite(value) || value === 0) return formatNumber(value, 0)
  const size = Math.abs(value)
  if (size < 1e-3 || size >= 1e6) {
    const text = size.toExponential(2).replace(/\.?0*e\+?/, 'e')
    return value < 0 ? `−${text}` : text
  }
  return formatNumber(value, Math.max(0, 2 - Math.floor(Math.log10(size))))
}
