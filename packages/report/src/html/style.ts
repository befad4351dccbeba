import { fontFamily } from '../chart/draw'
import { palette } from '../chart/palette'

const colours = {
  ground: palette.ground,
  ink: palette.ink,
  muted: palette.muted,
  grid: palette.grid,
  accent: palette.first,
  wrong: palette.second,
  warning: { light: '#9a5b00', dark: '#f0b44c' },
}

/** The custom properties of one theme. */
function theme(name: 'light' | 'dark'): string {
  return Object.entries(colours)
    .map(([role, pair]) => `--${role}:${pair[name]}`)
    .join(';')
}

/** The page's one style sheet. A scale of four type sizes, one accent, hairlines instead of boxes. */
export const style = `
:root{color-scheme:light dark;${theme('light')}}
@media screen and (prefers-color-scheme:dark){:root{${theme('dark')}}}
*,::before,::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 ${fontFamily};font-variant-numeric:tabular-nums;-webkit-font-smoothing:antialiased;overflow-wrap:anywhere}
main{max-width:1060px;margin:0 auto;padding:72px 32px 64px}
h1,h2,p,ul,ol,dl,dd,figure{margin:0;padding:0}
ul,ol{list-style:none}
h1{font-size:36px;line-height:1.12;letter-spacing:-.022em;font-weight:680;max-width:22em;text-wrap:balance}
.subtitle{margin-top:12px;font-size:18px;line-height:1.45;color:var(--muted);max-width:42em;text-wrap:pretty}
section{margin-top:64px}
header+section.figures{margin-top:44px}
section.warnings{margin-top:32px}
h2{font-size:20px;line-height:1.3;letter-spacing:-.011em;font-weight:640;margin-bottom:20px}
.lead{color:var(--muted);max-width:44em;margin:-12px 0 20px;text-wrap:pretty}
.prose p{max-width:44em}
.prose p+p{margin-top:.8em}
.note{color:var(--muted);font-size:13px;line-height:1.5;max-width:52em}
ul.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));border-top:1px solid var(--grid);border-bottom:1px solid var(--grid)}
ul.figures li{display:flex;flex-direction:column;padding:18px 20px 18px 0}
ul.figures .name{font-size:13px;color:var(--muted)}
ul.figures .value{font-size:36px;line-height:1.2;letter-spacing:-.025em;font-weight:620;margin-top:2px}
ul.figures li:first-child .value{color:var(--accent)}
ul.figures .interval{font-size:13px;color:var(--muted)}
ul.figures .note{margin-top:4px}
div.charts{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:48px 36px}
figure.wide{grid-column:1/-1}
figcaption{font-size:15px;font-weight:620;margin-bottom:10px}
figure svg{display:block;width:100%;height:auto}
figure .note{margin-top:8px}
figure .narrow,figure .middle{display:none}
figcaption,ul.figures .name,.verdict dd,.long{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden}
.scroll{overflow-x:auto;overflow-wrap:normal}
table{border-collapse:collapse;width:100%;font-size:14px;line-height:1.4}
th,td{text-align:left;padding:9px 24px 9px 0;border-bottom:1px solid var(--grid);font-weight:400;vertical-align:baseline}
tbody th{font-weight:560;min-width:9em;max-width:22em;overflow-wrap:anywhere}
thead th{color:var(--muted);font-size:13px;white-space:nowrap;border-bottom-color:var(--muted)}
.long{overflow-wrap:anywhere}
thead .long{white-space:normal;min-width:12em}
th:last-child,td:last-child{padding-right:0}
.number{text-align:right}
.number,.estimate{white-space:nowrap}
tr.ruled>*{border-top:1px solid var(--muted)}
.scroll+.note{margin-top:10px}
.examples li{display:grid;grid-template-columns:200px minmax(0,1fr);gap:8px 36px;padding:18px 0;border-top:1px solid var(--grid)}
.examples li:last-child{border-bottom:1px solid var(--grid)}
.verdict{font-size:14px;line-height:1.45}
.verdict div{display:grid;grid-template-columns:72px minmax(0,1fr);gap:0 8px}
.verdict dt{color:var(--muted)}
.verdict dd{font-weight:600}
.verdict .wrong{color:var(--wrong)}
.verdict .wrong::before{content:"✗ "}
.verdict .score{color:var(--muted);font-weight:400;margin-left:8px}
.examples .text{font-size:15px;white-space:pre-line}
.examples .text .note{margin-top:8px}
.examples .empty{color:var(--muted);font-style:italic}
summary{cursor:pointer;list-style:none}
summary::-webkit-details-marker{display:none}
summary .more{color:var(--accent);font-weight:600}
details[open] .more{display:none}
details[open]>p{display:inline}
summary:focus-visible{outline:2px solid var(--accent);outline-offset:4px}
ul.warnings{display:grid;gap:10px}
ul.warnings li{position:relative;padding:2px 0 2px 30px;max-width:52em}
ul.warnings li::before{content:"!";position:absolute;left:0;top:4px;width:20px;height:20px;border-radius:50%;background:var(--warning);color:var(--ground);font-size:13px;line-height:20px;font-weight:700;text-align:center}
dl.settings{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:0 36px;font-size:14px;line-height:1.45}
dl.settings div{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,3fr);gap:16px;padding:8px 0;border-top:1px solid var(--grid)}
dl.settings dt{color:var(--muted)}
footer{margin-top:72px;padding-top:16px;border-top:1px solid var(--grid);color:var(--muted);font-size:13px}
@media (max-width:900px){
main{padding:48px 24px 48px}
div.charts{grid-template-columns:minmax(0,1fr)}
figure.half{max-width:600px}
figure.wide .broad{display:none}
figure.wide .middle{display:block}
}
@media (max-width:620px){
main{padding:32px 16px 40px}
h1{font-size:28px}
.subtitle{font-size:16px}
section{margin-top:48px}
header+section.figures{margin-top:28px}
ul.figures{grid-template-columns:repeat(2,minmax(0,1fr))}
ul.figures .value{font-size:30px}
.examples li,dl.settings{grid-template-columns:minmax(0,1fr)}
th,td{padding-right:14px}
tbody th{min-width:7.6em}
thead th,thead .estimate{white-space:normal}
.range{display:block;color:var(--muted);font-size:13px}
}
@media (max-width:460px){
figure.half .broad{display:none}
figure.half .narrow{display:block}
figure.wide .middle{overflow-x:auto}
figure.wide .middle svg{width:620px}
}
@media print{
body{font-size:10pt}
main{max-width:none;padding:0}
h1{font-size:24pt}
.subtitle{font-size:12pt}
section,header+section.figures{margin-top:26pt}
h2,.lead,figcaption,thead{break-after:avoid}
figure,.examples li,tr,ul.figures,section.warnings{break-inside:avoid}
ul.figures{grid-template-columns:repeat(5,minmax(0,1fr))}
ul.figures li{padding:10pt 12pt 10pt 0}
ul.figures .value{font-size:20pt}
.scroll{overflow:visible}
table{font-size:8.5pt}
th,td{padding:4pt 10pt 4pt 0}
tbody th{min-width:0}
.examples li,.examples .text,.verdict{font-size:9.5pt}
.examples li{grid-template-columns:130pt minmax(0,1fr)}
div.charts{grid-template-columns:repeat(2,minmax(0,1fr));gap:20pt 18pt}
dl.settings{grid-template-columns:repeat(2,minmax(0,1fr))}
figure.half .narrow,figure.wide .middle{display:none}
figure.half .broad,figure.wide .broad{display:block}
}
`
