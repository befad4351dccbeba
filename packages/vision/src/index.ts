export type { Picture } from './pictures/picture'
