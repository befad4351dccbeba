/** Frames inside Graft's own packages, as they are installed. */
const installed = /[\\/]@graftjs[\\/][^\\/]+[\\/](?:dist|src)[\\/]/

/** The folder of Graft's packages in a checkout, read off the path of this very file. */
const checkout = /([^\s()]*[\\/]packages[\\/])core[\\/]src[\\/]tensor[\\/]source-line\.ts:/

/** What plays the user in a checkout. */
const isUser = /\.test\.|[\\/]fixtures[\\/]/

/** The line of the user's source that led here, such as `train.ts:12:7`, or undefined when there is none. */
export function callerLine(): string | undefined {
  const limit = Error.stackTraceLimit
  // The ten frames that V8 keeps by itself may all be Graft's own.
  Error.stackTraceLimit = 200
  const { stack } = new Error()
  Error.stackTraceLimit = limit
  return firstForeignLine(stack ?? '')
}

/** The first line of a stack, whose top frame is this file, that is not Graft's own. */
export function firstForeignLine(stack: string): string | undefined {
  const frames = stack.split('\n').slice(1)
  const folder = checkout.exec(frames[0] ?? '')?.[1]
  const own = (line: string): boolean =>
    installed.test(line) || (folder !== undefined && line.includes(folder) && !isUser.test(line))
  const frame = frames.find(
    (line) => /:\d+:\d+\)?$/.test(line) && !own(line) && !line.includes('node:internal'),
  )
  return frame?.replace(/^.*?\(?((?:file:\/\/)?[^()\s]+:\d+:\d+)\)?$/, '$1').replace(/^.*[\\/]/, '')
}
