/** Phone first: one column, large enough to read at arm's length, room for a thumb on everything that can be pressed. */
export const DISPUTE_STYLE = `:root { color-scheme: light dark; --ink: #15202b; --soft: #47586a; --paper: #fff; --line: #8796a6; --box: #f1f4f8; --act: #0b5394; --on-act: #fff }
@media (prefers-color-scheme: dark) { :root { --ink: #e4eaf1; --soft: #a3b3c3; --paper: #0f151c; --line: #6b7b8c; --box: #1a232d; --act: #9cc8f5; --on-act: #0f151c } }
body { margin: 0 auto; max-width: 44rem; padding: 1rem; line-height: 1.8; overflow-wrap: anywhere; color: var(--ink); background: var(--paper);
  font-family: "Hiragino Sans", "Yu Gothic UI", "Noto Sans JP", "Noto Sans CJK JP", system-ui, sans-serif }
:lang(ja) { word-break: auto-phrase; line-break: strict }
h1 { font-size: 1.5rem; line-height: 1.4; text-wrap: balance }
h2 { font-size: 1.15rem; line-height: 1.5; margin: 2.2rem 0 .4rem }
h3 { font-size: 1rem; margin: 1.4rem 0 .2rem }
p { margin: .4rem 0 }
a { color: inherit; display: inline-block; padding-block: .5rem }
ol, ul { padding-inline-start: 1.4em }
dl { margin: .4rem 0; display: grid; grid-template-columns: minmax(6em, auto) 1fr; gap: .2rem 1rem }
dt { color: var(--soft) } dd { margin: 0 }
code, .said { background: var(--box); border-radius: .3rem; padding: .1rem .4rem }
code { font-family: ui-monospace, monospace; user-select: all }
.said { white-space: pre-wrap; padding: .6rem .8rem; margin: .4rem 0 }
.box { border: 1px solid var(--line); border-radius: .5rem; padding: .6rem 1rem 1rem; margin: 1rem 0 }
.soft { color: var(--soft) }
label { display: block; margin: .8rem 0 .2rem; font-weight: 600 }
input, textarea { font: inherit; color: inherit; background: var(--paper); width: 100%; box-sizing: border-box; padding: .6rem; border: 1px solid var(--line); border-radius: .3rem }
textarea { min-height: 8rem }
button { font: inherit; margin: 1rem 0 .4rem; min-height: 3rem; padding: .4rem 1.6rem; border: 1px solid var(--act); border-radius: .3rem; background: var(--act); color: var(--on-act) }
button.quiet { background: transparent; color: inherit; border-color: var(--line) }
summary { min-height: 3rem; display: flex; align-items: center; text-decoration: underline }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px }
.wide { overflow-x: auto }
table { border-collapse: collapse } th, td { text-align: end; padding: .3rem .7rem; border-bottom: 1px solid var(--line) } th:first-child { text-align: start }
footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1rem }
`
