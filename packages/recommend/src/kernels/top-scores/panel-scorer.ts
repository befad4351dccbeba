import type { KernelSession } from '../kernel-session'
import type { OrderedItems } from './ordered-items'
import type { Scorer } from './scorer'

/** Items of a panel, and users of a task. */
const PANEL = 8
const TOGETHER = 32

/** Scores crowds of up to `size` users by the kernels: products and lists in one go. */
export async function panelScorer(
  session: KernelSession,
  { width, rows, order, bounds }: OrderedItems,
  size: number,
): Promise<Scorer> {
  const { memory } = session
  const { length } = order
  const users = memory.ints(size)
  for (let at = 0; at < size; at++) users[at] = at
  const limits = memory.floats(bounds.length)
  limits.set(bounds)
  const tasks = Math.ceil(length / PANEL)
  const panels = memory.floats(tasks * PANEL * width)
  const items = memory.ints(length)
  items.set(order)
  const work = { tasks, take: 64, cost: length * width }
  await session.run('packItems', work, items, length, rows, width, width, panels)
  return {
    score({ count, x, offsets, barred, k, places, scores }) {
      const work = {
        tasks: Math.ceil(count / TOGETHER),
        cost: count * length * width,
        scratch: 4 * TOGETHER * (width + Math.ceil(length / 32) + 2),
      }
      const [own, other] = [
        [users, count, x, width, width],
        [panels, length, limits],
      ] as const
      return session.run('topScores', work, ...own, ...other, offsets, barred, k, places, scores)
    },
    close: () => undefined,
  }
}
