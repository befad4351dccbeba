/**
 * Channels as the mobile networks round them: to a multiple of `divisor`, at least `least`, and never more than a
 * tenth below what was asked for.
 */
export function roundChannels(channels: number, divisor = 8, least = divisor): number {
  const rounded = Math.max(least, Math.floor((channels + divisor / 2) / divisor) * divisor)
  return rounded < 0.9 * channels ? rounded + divisor : rounded
}
