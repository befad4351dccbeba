/** What can send and receive messages: worker threads and ports, of Node and of browsers. */
export interface Messenger {
  postMessage(message: unknown): void
  /** Node's way to listen. */
  on?(event: string, listener: (value: unknown) => void): unknown
  /** A browser's way to listen. */
  addEventListener?(event: string, listener: (event: unknown) => void): void
}

/** Calls `handle` with every message, error or other event of that name, whichever way it is listened to. */
export function listen(target: Messenger, event: string, handle: (value: unknown) => void): void {
  if (target.on !== undefined) target.on(event, handle)
  else {
    target.addEventListener?.(event, (happened) => {
      const isMessage = typeof happened === 'object' && happened !== null && 'data' in happened
      handle(isMessage ? happened.data : happened)
    })
  }
}
