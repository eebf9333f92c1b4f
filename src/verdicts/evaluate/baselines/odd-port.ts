import type { Baseline } from './baseline.ts'

/** Ports that most traffic of most households goes to. */
const ORDINARY = new Set([53, 80, 110, 123, 143, 443, 465, 587, 853, 993, 995, 5223, 5228])

export const ODD_PORT: Baseline = {
  name: 'odd-port',
  title: { en: 'Odd port first', ja: '珍しいポート順' },
  source: {
    en: 'One line anybody can write: ordinary services last, then other well-known ports, then registered, then dynamic ones. It is here because it is perfect on some published captures and worthless on others.',
    ja: 'だれでも書ける1行の規則: 珍しいポートを先に並べます。ある観測データでは完全で、別のものでは役に立たないため載せています。',
  },
  score: ({ endpoint: { port } }) =>
    ORDINARY.has(port) ? 0 : port < 1024 ? 1 : port < 49_152 ? 3 : 2,
}
