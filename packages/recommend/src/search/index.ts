export { approximateSearch, type SearchOptions } from './approximate-search'
export type { ItemSearch } from './item-search'
