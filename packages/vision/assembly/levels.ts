/** How many levels a byte has, as bytes of float32. */
const TABLE: usize = 256 * 4

/**
 * The number of each level of red, green and blue: three planes of `area` numbers out of `area` pixels. `levels` are
 * three tables of 256 numbers, one after the other.
 */
export function numbersOf(
  input: usize,
  area: i32,
  levels: usize,
  red: usize,
  green: usize,
  blue: usize,
): void {
  const end = input + <usize>area * 3
  for (; input < end; input += 3) {
    store<f32>(red, load<f32>(levels + ((<usize>load<u8>(input)) << 2)))
    store<f32>(green, load<f32>(levels + ((<usize>load<u8>(input, 1)) << 2), TABLE))
    store<f32>(blue, load<f32>(levels + ((<usize>load<u8>(input, 2)) << 2), 2 * TABLE))
    red += 4
    green += 4
    blue += 4
  }
}
