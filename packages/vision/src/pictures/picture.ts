/** A decoded picture: 8-bit RGB, upright, row by row from the top left. */
export interface Picture {
  /** In pixels. */
  readonly width: number
  /** In pixels. */
  readonly height: number
  /** `height · width · 3` numbers from 0 to 255: red, green and blue of each pixel. */
  readonly pixels: Uint8Array
}
