/** The part of html-to-text 10 that is used here; the package carries no types. */
declare module 'html-to-text' {
  export interface SelectorOptions {
    readonly selector: string
    readonly format?: string
    readonly options?: Readonly<Record<string, unknown>>
  }
  export function convert(
    html: string,
    options?: { readonly wordwrap?: number | false; readonly selectors?: readonly SelectorOptions[] },
  ): string
}
