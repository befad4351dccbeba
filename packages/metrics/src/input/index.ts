export type { Column, Numbers } from './column'
export type { Label } from './label-index'
export type { ScoreMatrix } from './score-matrix'
