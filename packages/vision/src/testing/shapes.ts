import { RandomKey } from '@graftjs/base'
import type { Picture } from '../pictures/picture'

export const shapes = ['disc', 'square', 'stripes'] as const
export type Shape = (typeof shapes)[number]

/** A light shape of random place, size and colour on a dark ground, with noise: the same for the same seed. */
export function drawShape(shape: Shape, seed: number, side = 48): Picture {
  const key = RandomKey.from(seed)
  const [x0, y0, size, red, green, blue] = key.uniform(6)
  const centre = { x: side * (0.4 + 0.2 * x0!), y: side * (0.4 + 0.2 * y0!) }
  const radius = side * (0.2 + 0.12 * size!)
  const colour = [red!, green!, blue!].map((level) => 150 + 105 * level)
  const noise = key.fold(1).uniform(side * side * 3)
  const pixels = new Uint8Array(side * side * 3)
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [dx, dy] = [x - centre.x, y - centre.y]
      const inside = covers[shape](dx, dy, radius)
      for (let c = 0; c < 3; c++) {
        const at = (y * side + x) * 3 + c
        pixels[at] = (inside ? colour[c]! : 40) * 0.9 + 25 * noise[at]!
      }
    }
  }
  return { width: side, height: side, pixels }
}

const covers: Record<Shape, (dx: number, dy: number, radius: number) => boolean> = {
  disc: (dx, dy, radius) => Math.hypot(dx, dy) < radius,
  square: (dx, dy, radius) => Math.max(Math.abs(dx), Math.abs(dy)) < radius,
  stripes: (dx, dy, radius) => Math.abs(dy) < radius && Math.floor((dx + 1000) / 3) % 2 === 0,
}

/** So many pictures of each shape in turn, by their label. */
export const shapeRows = (count: number, seed = 0): { picture: Picture; label: Shape }[] =>
  Array.from({ length: count }, (_, i) => {
    const label = shapes[i % shapes.length]!
    return { picture: drawShape(label, seed * 10_000 + i), label }
  })
