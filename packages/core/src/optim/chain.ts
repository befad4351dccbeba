import { GraftError } from '@graftjs/base'
import type { Tensor } from '../tensor/tensor'
import type { GradientTransform, Optimizer, Slot } from './gradient-transform'

/**
 * Transforms one after the other, each on what the one before it made, as one optimizer. What works on gradients
 * (clipping, L1 and L2) stands before the link that takes the step, what works on steps or on the new parameters
 * (decoupled weight decay, a moving average) after it:
 * `chain(clipByGlobalNorm(1), adam(), weightDecay(0.01), averageParameters({ decay: 0.999 }))`.
 *
 * Errors: `invalid-option` unless exactly one link descends, and where two links keep a slot of the same name.
 */
export function chain(...links: readonly GradientTransform[]): Optimizer {
  assertOneDescends(links)
  const scalarName = (index: number, name: string) => `${index}.${name}`
  return {
    name: `chain(${links.map(({ name }) => name).join(', ')})`,
    descends: true,
    needsGradientNorm: links.some((link) => link.needsGradientNorm),
    slots(shape, parameter) {
      const slots: Record<string, Slot> = {}
      for (const link of links) {
        for (const [name, slot] of Object.entries(link.slots(shape, parameter))) {
          if (name in slots) throw sameSlot(name, link.name)
          slots[name] = slot
        }
      }
      return slots
    },
    scalars: (context) =>
      Object.fromEntries(
        links.flatMap((link, index) =>
          Object.entries(link.scalars(context)).map(([name, value]) => [scalarName(index, name), value]),
        ),
      ),
    update({ name, parameter, change, state, scalars }) {
      let current: { parameter: Tensor; change: Tensor } = { parameter, change }
      let next: Readonly<Record<string, Tensor>> = {}
      for (const [index, link] of links.entries()) {
        const own = Object.entries(scalars).flatMap(([key, value]) =>
          key.startsWith(scalarName(index, '')) ? [[key.slice(scalarName(index, '').length), value]] : [],
        )
        const made = link.update({ name, ...current, state, scalars: Object.fromEntries(own) })
        current = { parameter: made.parameter ?? current.parameter, change: made.change }
        next = { ...next, ...made.state }
      }
      return { ...current, state: next }
    },
    freezes: (parameter) => links.some((link) => link.freezes?.(parameter) ?? false),
    assertFits(parameters) {
      for (const link of links) link.assertFits?.(parameters)
    },
  }
}

function assertOneDescends(links: readonly GradientTransform[]): void {
  const descending = links.filter(({ descends }) => descends).map(({ name }) => name)
  if (descending.length === 1) return
  const found = descending.length === 0 ? 'none of the links takes a step' : 'several links take a step'
  throw new GraftError('invalid-option', {
    what: `chain: ${found}: ${(descending.length === 0 ? links.map(({ name }) => name) : descending).join(', ')}.`,
    fix: 'Use exactly one of sgd(), adam(), adamw() and the like, and put clipping before, averages after it.',
  })
}

const sameSlot = (slot: string, link: string): GraftError =>
  new GraftError('invalid-option', {
    what: `chain: ${link} keeps a slot "${slot}", and so does a link before it.`,
    fix: 'Leave one of them out, or give it another name where it takes one.',
  })
