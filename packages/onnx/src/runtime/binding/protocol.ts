import type { ElementType } from '../../model/element-type'
import type { ModelSignature } from '../signature'

/**
 * What parent and child say to each other over Node's IPC channel (advanced serialization; 90 MB take some 0.2 s).
 * The child answers every request with exactly one reply, in order, one after the other. Sessions and memories
 * are numbers that the parent gives.
 */
export interface Requests {
  readonly hello: undefined
  readonly create: {
    readonly session: number
    readonly model: Uint8Array
    readonly threads: number
    readonly profile: string | undefined
    /** By the name that the model has for them. */
    readonly constants: Readonly<Record<string, TensorRequest>>
  }
  readonly run: {
    readonly session: number
    /** In the order of the model's inputs and outputs. */
    readonly feeds: readonly TensorRequest[]
    readonly fetches: readonly TensorRequest[]
  }
  readonly release: { readonly session: number }
  readonly allocate: { readonly memory: number; readonly byteLength: number }
  readonly free: { readonly memory: number }
  readonly write: { readonly memory: number; readonly offset: number; readonly bytes: Uint8Array }
  readonly read: { readonly memory: number; readonly byteLength: number }
}

/** What the reply to each request carries. */
export interface Results {
  readonly hello: { readonly version: string }
  readonly create: ModelSignature
  readonly run: undefined
  readonly release: undefined
  readonly allocate: undefined
  readonly free: undefined
  readonly write: undefined
  readonly read: Uint8Array
}

export interface TensorRequest {
  readonly memory: number
  readonly elementType: ElementType
  readonly shape: readonly number[]
}

export type Kind = keyof Requests

/** A request as it travels. */
export type Envelope<K extends Kind = Kind> = {
  readonly [P in K]: { readonly id: number; readonly kind: P; readonly request: Requests[P] }
}[K]

export type Reply =
  | { readonly id: number; readonly result: Results[Kind] }
  | { readonly id: number; readonly error: string }
