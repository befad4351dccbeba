import { GraftError } from '@graftjs/base'
import { type PathSelection, selects } from '../nn/path-selection'
import type { Optimizer } from './gradient-transform'
import { assertOption } from './options'

export interface ParameterGroup {
  /** By their paths, such as `encoder.layer.0`, `**.bias` or an expression. */
  readonly parameters: PathSelection
  /** Default: that of the parameters that are in no group. */
  readonly optimizer?: Optimizer
  /** Times the learning rate of a step. Default 1. */
  readonly learningRateFactor?: number
  /** Stay as they are: no gradient is computed and no state kept for them. Default false. */
  readonly frozen?: boolean
}

/**
 * Other settings for some parameters: another optimizer (with its own weight decay), a factor for the learning
 * rate, or none at all. The first group that a parameter is in counts; `optimizer` takes those that are in none.
 *
 * ```ts
 * parameterGroups(adamw(), [
 *   { parameters: 'embeddings', frozen: true },
 *   { parameters: /\.bias$|LayerNorm/, optimizer: adamw({ weightDecay: 0 }) },
 *   { parameters: 'classifier', learningRateFactor: 10 },
 * ])
 * ```
 *
 * Errors: `invalid-option` for a group in which no parameter of the model is, when the state is made.
 */
export function parameterGroups(optimizer: Optimizer, groups: readonly ParameterGroup[]): Optimizer {
  for (const { learningRateFactor = 1 } of groups) {
    assertOption('parameterGroups', { learningRateFactor }, 'not negative')
  }
  const members = [...groups, { parameters: theRest }].map((group) => ({
    optimizer,
    learningRateFactor: 1,
    frozen: false,
    ...group,
  }))
  const tests = members.map(({ parameters }) => selects(parameters))
  const indexOf = (parameter: string): number => tests.findIndex((takes) => takes(parameter))
  const groupOf = (parameter: string) => members[indexOf(parameter)]!
  return {
    name: `groups(${members.map(describeMember).join(', ')})`,
    descends: true,
    needsGradientNorm: members.some((member) => !member.frozen && member.optimizer.needsGradientNorm),
    slots: (shape, parameter) => groupOf(parameter).optimizer.slots(shape, parameter),
    scalars: ({ learningRate, ...context }) =>
      Object.fromEntries(
        members.flatMap((member, index) => {
          const own = { ...context, learningRate: learningRate * member.learningRateFactor }
          return Object.entries(member.optimizer.scalars(own)).map(([name, value]) => [
            `group${index}.${name}`,
            value,
          ])
        }),
      ),
    update({ scalars, ...call }) {
      const index = indexOf(call.name)
      const prefix = `group${index}.`
      const own = Object.entries(scalars).flatMap(([key, value]) =>
        key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
      )
      return members[index]!.optimizer.update({ ...call, scalars: Object.fromEntries(own) })
    },
    freezes: (parameter) => {
      const group = groupOf(parameter)
      return group.frozen || (group.optimizer.freezes?.(parameter) ?? false)
    },
    assertFits(parameters) {
      for (const [index, { parameters: selection }] of groups.entries()) {
        if (!parameters.some((parameter) => indexOf(parameter) === index)) throw empty(selection, parameters)
      }
      if (parameters.length > 0 && parameters.every((parameter) => groupOf(parameter).frozen))
        throw allFrozen()
      for (const [index, member] of members.entries()) {
        member.optimizer.assertFits?.(parameters.filter((parameter) => indexOf(parameter) === index))
      }
    },
  }
}

const theRest = () => true

function describeSelection(selection: PathSelection): string {
  if (selection === theRest) return 'the rest'
  return typeof selection === 'function' ? 'a predicate' : String(selection)
}

function describeMember({
  parameters,
  optimizer,
  learningRateFactor,
  frozen,
}: Required<ParameterGroup>): string {
  const does = frozen ? 'frozen' : `${learningRateFactor} × ${optimizer.name}`
  return `${describeSelection(parameters)}: ${does}`
}

function empty(selection: PathSelection, parameters: readonly string[]): GraftError {
  const some = parameters.slice(0, 5).join(', ')
  return new GraftError('invalid-option', {
    what: `parameterGroups: no parameter is in the group ${describeSelection(selection)}, or an earlier group has them all.`,
    fix: `Use paths as parametersOf(model) has them, such as ${some}; put special groups before general ones.`,
  })
}

const allFrozen = (): GraftError =>
  new GraftError('invalid-option', {
    what: 'parameterGroups: every parameter is frozen, so there is nothing to train.',
    fix: 'Leave some parameters out of the frozen groups.',
  })
