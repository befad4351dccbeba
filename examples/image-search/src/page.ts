import type { Drawing, Found } from './search'

/** One self-contained page: a query in each row, and what was found. */
export function pageOf(found: readonly Found[], title: string): string {
  const rows = found.map(
    ({ query, matches }) =>
      `<tr><th>${figure(query)}</th>${matches
        .map(
          ({ drawing, similarity }) =>
            `<td class="${drawing.name === query.name ? 'same' : ''}">${figure(drawing, similarity.toFixed(2))}</td>`,
        )
        .join('')}</tr>`,
  )
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${title}</title>
<style>
body { font: 15px/1.4 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; color: #222; background: #fff }
th, td { padding: .4rem; text-align: center; vertical-align: top; border-radius: .5rem }
th { border-right: 2px solid #bbb; font-weight: normal }
.same { background: #dff3df }
img { width: 72px; height: 72px; display: block; margin: 0 auto }
small { color: #555 }
</style>
<h1>${title}</h1>
<p>On the left a drawing by one vendor; right of it those of the other that the network finds most alike, with the cosine of their vectors. Green is the drawing of the same name.</p>
<table>${rows.join('\n')}</table>
</html>
`
}

const figure = ({ name, png }: Drawing, note = ''): string =>
  `<img alt="${name}" src="data:image/png;base64,${Buffer.from(png).toString('base64')}"><small>${name}${note && `<br>${note}`}</small>`
