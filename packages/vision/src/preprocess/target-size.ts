import type { ConfiguredSize } from './processor-kinds'

export interface Size {
  readonly height: number
  readonly width: number
}

/** The size that a picture is resized to, rounded as transformers rounds it. */
export function targetSize(of: Size, size: ConfiguredSize): Size {
  if (size.kind === 'exact') return size
  return size.longest === undefined ? byShortest(of, size.edge) : within(of, size.edge, size.longest)
}

function byShortest({ height, width }: Size, edge: number): Size {
  const [short, long] = width <= height ? [width, height] : [height, width]
  const other = Math.trunc((edge * long) / short)
  return width <= height ? { height: other, width: edge } : { height: edge, width: other }
}

/** The shortest edge is `edge`, unless the longest would be longer than `longest`. */
function within({ height, width }: Size, edge: number, longest: number): Size {
  const [short, long] = [Math.min(height, width), Math.max(height, width)]
  const cut = (long / short) * edge > longest
  const exact = cut ? (longest * short) / long : edge
  const side = cut ? roundToEven(exact) : edge
  if (side === short) return { height, width }
  if (width < height) return { height: Math.trunc((exact * height) / width), width: side }
  return { height: side, width: Math.trunc((exact * width) / height) }
}

/** Python's `round`. */
function roundToEven(value: number): number {
  const down = Math.floor(value)
  if (value - down !== 0.5) return Math.round(value)
  return down % 2 === 0 ? down : down + 1
}
