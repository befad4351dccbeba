/** From white to black. */
const inks = ' .:-=+*#%@'

/** A digit `[28, 28]` as text, 14 lines of 28 characters: each is as dark as the two pixels that it stands for. */
export function drawDigit(image: ArrayLike<number>): string[] {
  return Array.from({ length: 14 }, (_, line) =>
    Array.from({ length: 28 }, (_, column) => {
      const [upper, lower] = [image[2 * line * 28 + column]!, image[(2 * line + 1) * 28 + column]!]
      return inks[Math.round(((upper + lower) / 510) * (inks.length - 1))]!
    }).join(''),
  )
}
