import { GraftError } from '@graftjs/base'

/** A hub, and the token for it. */
export interface Endpoint {
  readonly url: URL
  readonly token: string | undefined
}

/** The hub that the options or the environment name. A token never goes to another host than this one. */
export function endpointOf(
  url = process.env['HF_ENDPOINT'] || 'https://huggingface.co',
  token = process.env['HF_TOKEN'] || undefined,
): Endpoint {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed?.protocol === 'https:' || parsed?.protocol === 'http:') return { url: parsed, token }
  throw new GraftError('invalid-option', {
    what: `${JSON.stringify(url)} is no address of a hub.`,
    where: 'endpoint',
    fix: "Give an address such as 'https://huggingface.co', in the option or in the variable HF_ENDPOINT.",
  })
}

/** An address at the hub; each part of the path is escaped. */
export function addressAt({ url }: Endpoint, parts: readonly string[], query = ''): URL {
  const base = url.pathname.replace(/\/$/, '')
  const path = parts.flatMap((part) => part.split('/')).map(encodeURIComponent)
  return new URL(`${base}/${path.join('/')}${query}`, url)
}

const mostRedirects = 8

/**
 * GET, following redirects by hand: the token goes to the endpoint's own origin and nowhere else, and no
 * redirect leads from https to http.
 *
 * @throws GraftError `network` or `aborted`. A status such as 404 is no error here.
 */
export async function get(
  endpoint: Endpoint,
  start: URL,
  {
    headers = {},
    signal,
  }: { headers?: Readonly<Record<string, string>>; signal?: AbortSignal | undefined } = {},
): Promise<Response> {
  let address = start
  for (let hops = 0; hops <= mostRedirects; hops++) {
    const ownHost = address.origin === endpoint.url.origin
    const authorization = ownHost && endpoint.token ? { authorization: `Bearer ${endpoint.token}` } : {}
    const response = await fetched(address, {
      headers: { 'user-agent': 'graft', ...headers, ...authorization },
      redirect: 'manual',
      ...(signal ? { signal } : {}),
    })
    const location = response.headers.get('location')
    if (response.status < 300 || response.status >= 400 || !location) return response
    await response.body?.cancel()
    const next = URL.canParse(location, address.href) ? new URL(location, address.href) : undefined
    const allowed = address.protocol === 'https:' ? ['https:'] : ['https:', 'http:']
    if (!next || !allowed.includes(next.protocol)) {
      throw networkError(
        `The hub redirects to ${JSON.stringify(location)}, which is not followed`,
        address,
        undefined,
        true,
      )
    }
    address = next
  }
  throw networkError(`There were more than ${mostRedirects} redirects`, start, undefined, true)
}

async function fetched(address: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init)
  } catch (error) {
    throw asNetworkError(error, address, init.signal ?? undefined)
  }
}

/** What fetch or a body's stream threw, as a GraftError. */
export function asNetworkError(error: unknown, address: URL, signal: AbortSignal | undefined): GraftError {
  if (GraftError.isInstance(error)) return error
  if (signal?.aborted) return abortedError(signal.reason)
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return networkError(inner instanceof Error ? inner.message : String(inner), address, error)
}

/** `final`: trying again would not help. */
export function networkError(what: string, address: URL, cause?: unknown, final = false): GraftError {
  return new GraftError('network', {
    what: `${what}.`,
    where: `${address.origin}${address.pathname}`,
    fix: 'Check the connection, name a mirror in the variable HF_ENDPOINT, or put the model into a folder and give its path.',
    cause,
    ...(final ? { details: { final } } : {}),
  })
}

export function abortedError(reason: unknown): GraftError {
  return new GraftError('aborted', {
    what: 'The download was stopped.',
    where: 'signal',
    fix: 'Call again to go on from where it was.',
    cause: reason,
  })
}
