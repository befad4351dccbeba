import type { ContextColumn } from '../context/context-columns'
import type { Id } from '../id-table'
import { columnsOf, type Interactions } from '../interactions'
import { countsOf } from './read-limit'

/** What a log holds, at a glance. `String(description)` is a few lines of text. */
export interface LogDescription {
  readonly events: number
  readonly users: number
  readonly items: number
  readonly from: Date | undefined
  readonly to: Date | undefined
  /** The events of each kind; empty where there are none. */
  readonly kinds: ReadonlyMap<string, number>
  /** How many events a user, and an item, has in the middle and at most. */
  readonly perUser: { readonly median: number; readonly most: number }
  readonly perItem: { readonly median: number; readonly most: number }
  /** Events of negative weight, and of weight 0, which no model learns from. */
  readonly dislikes: number
  readonly ignored: number
  /** The categories of each column of the context, or its least and greatest amount, and in how many events it is unknown. */
  readonly context: readonly DescribedContext[]
  toString(): string
}

export type DescribedContext =
  | {
      readonly name: string
      readonly kind: 'categorical'
      readonly categories: number
      readonly unknown: number
    }
  | {
      readonly name: string
      readonly kind: 'numeric'
      readonly least: number
      readonly most: number
      readonly unknown: number
    }

export function describeLog(log: Interactions<Id, Id>): LogDescription {
  const { userOf, itemOf, times, kinds, kindNames, weights, context } = columnsOf(log)
  const everything = Int32Array.from(userOf.keys())
  const ofKind = kinds ? countsOf(kinds, everything, kindNames.length) : new Int32Array(0)
  const ends = times?.reduce(
    ([first, last], time) => [Math.min(first!, time), Math.max(last!, time)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  )
  const described = {
    events: log.size,
    users: log.users.length,
    items: log.items.length,
    from: ends && log.size > 0 ? new Date(ends[0]!) : undefined,
    to: ends && log.size > 0 ? new Date(ends[1]!) : undefined,
    kinds: new Map(Array.from(ofKind, (count, kind) => [kindNames[kind]!, count])),
    perUser: middleAndMost(countsOf(userOf, everything, log.users.length)),
    perItem: middleAndMost(countsOf(itemOf, everything, log.items.length)),
    dislikes: weights ? weights.reduce((count, weight) => count + (weight < 0 ? 1 : 0), 0) : 0,
    ignored: weights ? weights.reduce((count, weight) => count + (weight === 0 ? 1 : 0), 0) : 0,
    context: (context ?? []).map(describedColumn),
  }
  return { ...described, toString: () => textOf(described) }
}

function describedColumn(column: ContextColumn): DescribedContext {
  const { name, kind } = column
  if (kind === 'categorical') {
    const unknown = column.codes.reduce((count, code) => count + (code < 0 ? 1 : 0), 0)
    return { name, kind, categories: new Set(column.codes.filter((code) => code >= 0)).size, unknown }
  }
  let [least, most, unknown] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
  for (const value of column.values) {
    if (Number.isNaN(value)) unknown++
    else [least, most] = [Math.min(least, value), Math.max(most, value)]
  }
  return { name, kind, least, most, unknown }
}

function middleAndMost(counts: Int32Array): { readonly median: number; readonly most: number } {
  const ordered = counts.sort()
  return { median: ordered[ordered.length >> 1] ?? 0, most: ordered[ordered.length - 1] ?? 0 }
}

function textOf(log: Omit<LogDescription, 'toString'>): string {
  const day = (date: Date) => date.toISOString().slice(0, 10)
  const context = log.context.map((own) => {
    const known = own.kind === 'categorical' ? `${own.categories} categories` : `${own.least} to ${own.most}`
    return `${own.name} (${known}${own.unknown > 0 ? `, ${own.unknown} unknown` : ''})`
  })
  const kinds = Array.from(log.kinds, ([kind, count]) => `${count} ${kind}`)
  return [
    `${log.events} events of ${log.users} users with ${log.items} items`,
    ...(log.from && log.to ? [`from ${day(log.from)} to ${day(log.to)}`] : []),
    ...(kinds.length > 0 ? [`kinds: ${kinds.join(', ')}`] : []),
    `events per user: ${log.perUser.median} in the middle, ${log.perUser.most} at most; per item: ${log.perItem.median} and ${log.perItem.most}`,
    ...(context.length > 0 ? [`context: ${context.join(', ')}`] : []),
    ...(log.dislikes > 0 ? [`${log.dislikes} are dislikes`] : []),
    ...(log.ignored > 0 ? [`${log.ignored} have the weight 0 and say nothing`] : []),
  ].join('\n')
}
