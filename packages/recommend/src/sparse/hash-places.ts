/** The places of an open-addressing hash table: as many as a power of two, each a number, −1 where it is free. */
export const freePlaces = (length = 1 << 10): Int32Array => new Int32Array(length).fill(-1)

/** Twice the places for the numbers from 0 to `size` − 1, each at its hash's place or after it. */
export function spreadPlaces(
  { length }: Int32Array,
  size: number,
  hashOf: (number: number) => number,
): Int32Array {
  const places = freePlaces(2 * length)
  const mask = places.length - 1
  for (let number = 0; number < size; number++) {
    let place = hashOf(number) & mask
    while (places[place] !== -1) place = (place + 1) & mask
    places[place] = number
  }
  return places
}
