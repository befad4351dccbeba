export { type ComparisonBar, type ComparisonData, comparisonChart } from './chart/comparison'
export { type ConfusionData, confusionChart } from './chart/confusion'
export type { ChartSize } from './chart/draw'
export { type LearningCurveData, type LearningCurveRow, learningCurveChart } from './chart/learning-curve'
export {
  type PrecisionRecallCurve,
  type PrecisionRecallData,
  precisionRecallChart,
} from './chart/precision-recall'
export { type ReliabilityBin, type ReliabilityData, reliabilityChart } from './chart/reliability'
export { type RocCurve, type RocData, rocChart } from './chart/roc'
export { type ClassificationExtras, classificationHtml } from './classification/page'
export type { NamedReport } from './classification/tables'
export { type ClassificationTableOptions, classificationTable } from './classification/terminal'
export { type HtmlReport, htmlReport } from './html/report'
export type {
  Chart,
  ChartsSection,
  Example,
  ExamplesSection,
  FiguresSection,
  KeyFigure,
  ProseSection,
  Section,
  SettingsSection,
  SettingValue,
  TableSection,
  WarningsSection,
} from './html/section'
export {
  formatCount,
  formatDuration,
  formatInterval,
  formatNumber,
  formatRange,
  formatShare,
  formatSignificant,
  type Interval,
} from './number'
export type { Cell, Column, Table } from './table'
export { type Paint, paintFor, type Screen, wantsColour } from './terminal/colour'
export { type ProgressBar, type ProgressBarOptions, progressBar } from './terminal/progress'
export { type TableTextOptions, tableText } from './terminal/table'
export { cutToWidth, displayWidth, padToWidth } from './terminal/width'
export { writeReport } from './write'
