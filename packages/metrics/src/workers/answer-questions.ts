import { refuse } from '../input/refuse'
import { listen, type Messenger } from './messenger'

/**
 * Makes a worker's program answer every question that it is sent; what is thrown goes back as a failure.
 *
 * @param caller the public function that a message should name.
 */
export function answerQuestions(
  port: Messenger | null,
  caller: string,
  answer: (question: unknown) => Promise<object>,
): void {
  if (port === null) {
    refuse({
      what: 'port is null: this is no worker thread.',
      where: 'port',
      fix: `Call ${caller} in the program of a worker.`,
    })
  }
  listen(port, 'message', async (question) => {
    try {
      port.postMessage(await answer(question))
    } catch (error) {
      port.postMessage({ failure: error instanceof Error ? error.message : String(error) })
    }
  })
}
