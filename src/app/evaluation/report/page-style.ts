/** The report's own style sheet: no file, no font and no script from anywhere else. */
export const PAGE_STYLE = `
:root { color-scheme: light dark;
  --paper: #fbfaf7; --ink: #1f2428; --quiet: #5d666d; --line: #d9d6ce; --card: #ffffff;
  --ours: #1f5fc4; --ours-soft: #1f5fc433; --warm: #b6451c; --a: #8a5a00; --b: #4a7a2c; --c: #7b3fa0; --d: #00757a; --benign: #9aa3a8;
  --warn: #8a3b00; --warn-paper: #fff3e3; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #14181b; --ink: #e8e6e1; --quiet: #a3acb2; --line: #343b40; --card: #1b2024;
  --ours: #7fb0ff; --ours-soft: #7fb0ff3d; --warm: #ff9a6c; --a: #e0b04c; --b: #93cf6f; --c: #cf9cf0; --d: #62c9cd; --benign: #6f7a80;
  --warn: #ffc58a; --warn-paper: #33261a; } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.6 system-ui, "Hiragino Sans", "Noto Sans CJK JP", "Noto Sans JP", "Yu Gothic UI", sans-serif; }
main, header, footer { max-width: 1080px; margin: 0 auto; padding: 0 24px }
header { padding-top: 40px }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 4px; letter-spacing: -0.01em; text-wrap: balance }
h2 { font-size: 1.3rem; margin: 56px 0 12px; padding-top: 20px; border-top: 1px solid var(--line) }
h3 { font-size: 1rem; margin: 24px 0 4px }
p { max-width: 72ch; margin: 8px 0 }
.kicker { color: var(--quiet); font-size: .95rem; margin: 0 }
body:not(:has(#ja:checked)) [lang=ja], body:has(#ja:checked) [lang=en] { display: none }
.language { float: right; border: 1px solid var(--line); border-radius: 8px; padding: 2px; margin: 0 0 12px 16px; display: flex; background: var(--card) }
.language legend { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
.language input { position: absolute; opacity: 0 }
.language label { padding: 2px 12px; border-radius: 6px; cursor: pointer }
.language input:checked + label { background: var(--ours); color: var(--paper) }
.language input:focus-visible + label { outline: 3px solid var(--ours); outline-offset: 2px }
.provenance { border-left: 4px solid var(--line); padding: 8px 16px; margin: 20px 0; background: var(--card) }
.provenance.synthetic { border-color: var(--warn); background: var(--warn-paper); color: var(--warn); font-weight: 600 }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(215px, 1fr)); gap: 16px; margin: 24px 0; padding: 0; list-style: none }
.cards li { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 14px 18px }
.cards .name { color: var(--quiet); font-size: .9rem; display: block }
.cards strong { font-size: 2.1rem; line-height: 1.25; font-variant-numeric: tabular-nums; display: block; font-weight: 650 }
.cards .note { font-size: .88rem; color: var(--quiet); display: block }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr)); gap: 24px; align-items: start }
figure { margin: 12px 0; background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 16px; min-width: 0 }
figcaption { color: var(--quiet); font-size: .9rem; margin-top: 6px }
svg { width: 100%; height: auto; display: block; font: 12.5px system-ui, "Noto Sans CJK JP", sans-serif; overflow: visible }
svg text { fill: var(--ink) } svg .quiet { fill: var(--quiet) } svg .axis { stroke: var(--line) } svg .end { text-anchor: end } svg .middle { text-anchor: middle }
details { margin-top: 8px } summary { cursor: pointer; color: var(--quiet); font-size: .9rem }
summary:focus-visible, .scroll:focus-visible { outline: 3px solid var(--ours); outline-offset: 2px; border-radius: 4px }
.scroll { overflow-x: auto; margin: 8px 0 }
table { border-collapse: collapse; width: 100%; font-size: .92rem }
th, td { text-align: left; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; font-weight: 400 }
thead th { color: var(--quiet); font-size: .85rem; white-space: nowrap } td.n { font-variant-numeric: tabular-nums; white-space: nowrap }
tbody th { font-variant-numeric: tabular-nums }
footer { color: var(--quiet); font-size: .88rem; padding-bottom: 64px }
@media print { .language { display: none } figure, .cards li { break-inside: avoid } body { background: #fff } }
`
