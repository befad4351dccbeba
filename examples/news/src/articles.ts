/** A day's paper, made up for this example. */
export const articles: readonly { readonly id: string; readonly text: string }[] = [
  {
    id: 'glacier',
    text: 'Alpine glacier lost a tenth of its ice during the hot summer, researchers measure',
  },
  {
    id: 'reef',
    text: 'Coral reef recovers as ocean researchers move warm water corals to colder ocean currents',
  },
  { id: 'storm', text: 'Autumn storm floods the coast, and researchers blame a warmer ocean' },
  { id: 'ice-core', text: 'Ice drilled from a glacier tells researchers of summer storms ten centuries ago' },
  { id: 'final', text: 'Late goal wins the cup final after the goalkeeper saves two penalties' },
  { id: 'coach', text: 'Coach leaves the club a week after the lost cup final' },
  { id: 'marathon', text: 'Runner wins the city marathon by a second after a late sprint' },
  { id: 'transfer', text: 'Club pays a record sum for a goalkeeper who has saved ten penalties this season' },
  { id: 'rates', text: 'Central bank raises interest rates, and shares of banks fall' },
  { id: 'merger', text: 'Two banks announce a merger, shares rise before markets close' },
  { id: 'harvest', text: 'Wheat prices fall on world markets after a record harvest' },
  { id: 'strike', text: 'Dock workers end their strike, and markets expect prices of imports to fall' },
  { id: 'telescope', text: 'Space telescope finds water in the air of a distant planet' },
  { id: 'probe', text: 'Space probe lands on a moon of a distant planet and drills into ice' },
  { id: 'rocket', text: 'Rocket carries a telescope into space after a delay of a week' },
]

/** What came in since, which nobody has read yet. */
export const fresh: typeof articles = [
  { id: 'permafrost', text: 'Warmer summers melt the ice below arctic ground, researchers warn' },
  { id: 'penalties', text: 'Semifinal of the cup decided by penalties, goalkeeper is the hero' },
  { id: 'bonds', text: 'Markets expect the central bank to lower interest rates in autumn' },
  { id: 'comet', text: 'Probe follows a comet through space and finds water' },
]

/** Who read what. */
export const reads: readonly { readonly user: string; readonly item: string }[] = [
  ...['glacier', 'reef', 'storm'].map((item) => ({ user: 'ann', item })),
  ...['final', 'coach', 'transfer'].map((item) => ({ user: 'ben', item })),
  ...['rates', 'merger'].map((item) => ({ user: 'cleo', item })),
  ...['telescope', 'rocket', 'probe'].map((item) => ({ user: 'dan', item })),
]
