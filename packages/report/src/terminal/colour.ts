import { styleText } from 'node:util'

/** The part of a stream that decides how it is written to; `process.stdout` is one. */
export interface Screen {
  readonly isTTY?: boolean
  readonly columns?: number
  hasColors?(): boolean
}

/**
 * Whether to colour what goes to `screen`: `FORCE_COLOR` says yes, `NO_COLOR` (https://no-color.org) no,
 * otherwise a terminal that can.
 */
export function wantsColour(screen: Screen, environment: NodeJS.ProcessEnv = process.env): boolean {
  const forced = environment['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  if (environment['NO_COLOR']) return false
  return screen.isTTY === true && screen.hasColors?.() !== false
}

type Style = Parameters<typeof styleText>[0]

/** Styles text, or leaves it: the caller knows whether the stream wants colour. */
export type Paint = (style: Style, text: string) => string

export function paintFor(colour: boolean): Paint {
  return (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text)
}
