import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
}

/** Serves the files of a folder on this machine. */
export async function serve(
  folder: string,
  port = 0,
): Promise<{ readonly address: string; readonly close: () => void }> {
  const server = createServer(async ({ url = '/' }, response) => {
    const name = normalize(decodeURIComponent(new URL(url, 'http://localhost').pathname))
    const path = join(folder, name === '/' ? 'index.html' : name)
    const found = path.startsWith(folder) && (await stat(path).catch(() => undefined))?.isFile()
    response.writeHead(found ? 200 : 404, {
      'content-type': types[extname(path)] ?? 'application/octet-stream',
    })
    if (found) createReadStream(path).pipe(response)
    else response.end()
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const bound = server.address()
  const used = typeof bound === 'object' && bound ? bound.port : port
  return { address: `http://127.0.0.1:${used}/`, close: () => server.close() }
}
