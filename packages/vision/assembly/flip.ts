/** Pixels of a vector; its last byte is of the next pixel. */
const PIXELS = 5

/**
 * Rows of `width` pixels with left and right changed. From the last row up, and from the left: the byte in front of
 * five pixels is written with them and belongs to those that are written next.
 */
export function flipRows(input: usize, width: i32, height: i32, output: usize): void {
  const rowLength = <usize>width * 3
  for (let y = height - 1; y >= 0; y--) {
    let from = input + <usize>y * rowLength
    const end = from + rowLength
    let to = output + <usize>y * rowLength + rowLength
    for (; from + PIXELS * 3 <= end; from += PIXELS * 3) {
      const pixels = v128.load(from)
      to -= PIXELS * 3
      v128.store(to - 1, i8x16.shuffle(pixels, pixels, 15, 12, 13, 14, 9, 10, 11, 6, 7, 8, 3, 4, 5, 0, 1, 2))
    }
    for (; from < end; from += 3) {
      to -= 3
      store<u8>(to, load<u8>(from))
      store<u8>(to, load<u8>(from, 1), 1)
      store<u8>(to, load<u8>(from, 2), 2)
    }
  }
}
