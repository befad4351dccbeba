import type { Picture } from '@graftjs/vision'

/** What can be drawn without any file: plain shapes that CLIP has words for. */
export const drawings = {
  'red circle': { colour: [220, 30, 30], covers: (x, y) => Math.hypot(x, y) < 0.6 },
  'blue square': { colour: [30, 60, 220], covers: (x, y) => Math.max(Math.abs(x), Math.abs(y)) < 0.55 },
  'green triangle': { colour: [20, 150, 60], covers: (x, y) => y < 0.6 && y > 2 * Math.abs(x) - 0.6 },
} as const satisfies Record<
  string,
  { readonly colour: readonly number[]; readonly covers: (x: number, y: number) => boolean }
>

export type DrawingName = keyof typeof drawings

/** The shape in the middle of a white square. */
export function draw(name: DrawingName, side = 224): Picture {
  const { colour, covers } = drawings[name]
  const pixels = new Uint8Array(side * side * 3).fill(255)
  const place = (pixel: number) => (2 * pixel) / (side - 1) - 1
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      if (covers(place(x), place(y))) pixels.set(colour, (y * side + x) * 3)
    }
  }
  return { width: side, height: side, pixels }
}
