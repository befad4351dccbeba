/** Frames inside Graft's own packages, in a checkout or installed. */
const own =
  /[\\/](?:@graftjs[\\/][^\\/]+[\\/](?:dist|src)|graft[\\/]packages|packages[\\/][^\\/]+[\\/](?:dist|src(?![^)]*\.test\.)))[\\/]/

/** The line of the user's source that led here, such as `train.ts:12:7`, or undefined when there is none. */
export function callerLine(): string | undefined {
  const frames = (new Error().stack ?? '').split('\n').slice(1)
  const frame = frames.find(
    (line) => /:\d+:\d+\)?$/.test(line) && !own.test(line) && !line.includes('node:internal'),
  )
  return frame?.replace(/^.*?\(?((?:file:\/\/)?[^()\s]+:\d+:\d+)\)?$/, '$1').replace(/^.*[\\/]/, '')
}
