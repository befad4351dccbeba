import type { TracedGraph } from '@graftjs/core'
import { type Box, boxesOf } from './boxes'
import { layout, type Place } from './layout'

const size = { width: 148, height: 40, columnGap: 34, rowGap: 40, margin: 24, head: 40 }

const colours = {
  input: { fill: '#f4f4f5', line: '#71717a' },
  forward: { fill: '#dbeafe', line: '#2563eb' },
  backward: { fill: '#ffedd5', line: '#ea580c' },
} as const

interface Corner {
  readonly x: number
  readonly y: number
}

const cornerOf = ({ row, column }: Place): Corner => ({
  x: size.margin + column * (size.width + size.columnGap),
  y: size.head + size.margin + row * (size.height + size.rowGap),
})

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A picture of a traced loss with its gradients, as SVG. */
export function drawGraph(traced: TracedGraph): string {
  const boxes = boxesOf(traced)
  const places = layout(boxes)
  const lowest = Math.min(...[...places.values()].map(({ row }) => row))
  const corners = new Map<Box, Corner>(
    [...places].map(([box, { row, column }]) => [box, cornerOf({ row: row - lowest, column })]),
  )
  const width = size.margin + size.width + Math.max(...[...corners.values()].map(({ x }) => x))
  const height = size.margin + size.height + Math.max(...[...corners.values()].map(({ y }) => y))
  const lines = boxes.flatMap((box) => box.from.map((source) => drawLine(source, box, corners)))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" font-family="system-ui, sans-serif">`,
    '<title>The graph of a loss and its gradients</title>',
    `<rect width="100%" height="100%" rx="8" fill="#ffffff"/>`,
    heading('inputs', 0),
    heading('forward ↓', 1),
    heading('backward ↑', 2),
    ...lines,
    ...boxes.map((box) => drawBox(box, corners.get(box)!)),
    '</svg>',
    '',
  ].join('\n')
}

const heading = (text: string, column: number): string => {
  const { x } = cornerOf({ row: 0, column })
  return `<text x="${x}" y="${size.margin + 8}" font-size="15" font-weight="600" fill="#3f3f46">${text}</text>`
}

function drawBox({ id, part, title, shape, gives }: Box, { x, y }: Corner): string {
  const { fill, line } = colours[part]
  const middle = x + size.width / 2
  const top = part === 'input' ? title : `${id}  ${title}`
  const bottom = gives === undefined ? shape : `${shape}  →  ${gives}`
  return [
    `<rect x="${x}" y="${round(y)}" width="${size.width}" height="${size.height}" rx="${part === 'input' ? 20 : 6}" fill="${fill}" stroke="${line}" stroke-width="${gives === undefined ? 1 : 2.5}"/>`,
    `<text x="${middle}" y="${round(y + 17)}" font-size="13" text-anchor="middle" fill="#18181b">${escaped(top)}</text>`,
    `<text x="${middle}" y="${round(y + 33)}" font-size="11" text-anchor="middle" fill="${gives === undefined ? '#71717a' : line}">${escaped(bottom)}</text>`,
  ].join('\n')
}

/** From row to row within a part; from an input to the right. */
function drawLine(source: Box, target: Box, corners: ReadonlyMap<Box, Corner>): string {
  const [a, b] = [corners.get(source)!, corners.get(target)!]
  const half = { x: size.width / 2, y: size.height / 2 }
  const isInput = source.part === 'input'
  const down = b.y > a.y
  const from = isInput
    ? { x: a.x + size.width, y: a.y + half.y }
    : { x: a.x + half.x, y: down ? a.y + size.height : a.y }
  const to = isInput ? { x: b.x, y: b.y + half.y } : { x: b.x + half.x, y: down ? b.y : b.y + size.height }
  const bend = isInput ? { x: (to.x - from.x) / 2, y: 0 } : { x: 0, y: (to.y - from.y) / 2 }
  const [first, second] = [
    { x: from.x + bend.x, y: from.y + bend.y },
    { x: to.x - bend.x, y: to.y - bend.y },
  ]
  const { line } = colours[target.part]
  return `<path d="M${point(from)} C${point(first)} ${point(second)} ${point(to)}" fill="none" stroke="${line}" stroke-width="1.5" opacity="0.75"/>`
}

const point = ({ x, y }: Corner): string => `${round(x)},${round(y)}`

const round = (value: number): number => Math.round(10 * value) / 10
