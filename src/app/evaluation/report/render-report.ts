import type { Bilingual } from '../../../core/bilingual.ts'
import type { ModelCard } from '../../../verdicts/index.ts'
import type { SuiteResult } from '../suites/suite.ts'
import { samplingFigure } from './figures/sampling.ts'
import { both, escaped, figure, type Markup, section, table } from './markup.ts'
import { PAGE_STYLE } from './page-style.ts'
import { runSections } from './run-sections.ts'

export type ReportAbout = {
  readonly version: string
  readonly model: ModelCard
  readonly isWithoutPorts: boolean
  readonly isQuick: boolean
}

const QUICK: Bilingual = {
  en: 'A quick run: it shows how the suite works, not how good the detector is.',
  ja: '簡易実行です。仕組みの確認用で、性能を示すものではありません。',
}

/**
 * The evaluation as one page that needs nothing else: no script, no font, no other file; both
 * languages, light and dark, every picture with its numbers as a table.
 */
export function renderReport(result: SuiteResult, about: ReportAbout): string {
  const title: Bilingual = {
    en: `Evaluation: ${result.title.en}`,
    ja: `評価: ${result.title.ja}`,
  }
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Noroshi – ${escaped(title.en)} / ${escaped(title.ja)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<header>
<fieldset class="language"><legend>Language / 言語</legend>
<input type="radio" name="language" id="en" checked><label for="en">English</label>
<input type="radio" name="language" id="ja"><label for="ja">日本語</label></fieldset>
<p class="kicker">Noroshi 狼煙 ${escaped(about.version)} · ${escaped(about.model.title)}</p>
<h1>${both(title)}</h1>
<p class="provenance${result.isSynthetic ? ' synthetic' : ''}">${both(result.provenance)}</p>
${about.isQuick ? `<p class="provenance synthetic">${both(QUICK)}</p>` : ''}
</header>
<main>
${result.run ? runSections(result.run, about.isWithoutPorts, samplingSection(result)) : ''}
${result.tables.map((one, i) => section(`table-${i}`, one.title, `<p>${both(one.about)}</p>${table(one.columns, one.rows)}`)).join('\n')}
${modelSection(about.model)}
</main>
<footer><p>${both({
    en: 'An address here is that of a server, never of a subscriber; treat it as the label it is: probable, not proven.',
    ja: 'ここに示すアドレスはサーバのものであり、利用者のものではありません。C&Cサーバである可能性が高い機器であり、確定ではありません。',
  })}</p></footer>
</body>
</html>
`
}

function samplingSection({ samplingLines }: SuiteResult): Markup {
  if (!samplingLines) return ''
  const samplings = samplingLines[0]?.points.map(({ sampling }) => sampling) ?? []
  return section(
    'sampling',
    { en: 'As less is seen', ja: '見える量が減るとき' },
    figure(
      samplingFigure(samplingLines),
      {
        en: 'Recall at one false endpoint per 10,000 benign. Bars are 95 % intervals, resampled by server.',
        ja: '正規1万件あたり誤り1件での再現率。帯はサーバ単位の再標本化による95%区間です。',
      },
      table(
        [
          { en: 'bots', ja: '感染端末' },
          ...samplings.map((sampling) => ({ en: `1:${sampling}`, ja: `1:${sampling}` })),
        ],
        samplingLines.map(({ name, points }) => [
          name,
          ...points.map(({ found, of }) => `${found} / ${of}`),
        ]),
      ),
    ),
  )
}

function modelSection(card: ModelCard): Markup {
  return section(
    'model',
    { en: 'The model that was judged', ja: '評価したモデル' },
    `<p lang="en">Trained on ${escaped(card.trainedOn)}: ${card.samples.training.toLocaleString('en')} endpoints, ${card.samples.trainingPositive} of them planted C2.</p>
<p lang="ja">学習データ: ${escaped(card.trainedOn)}（${card.samples.training.toLocaleString('en')}件、うちC2 ${card.samples.trainingPositive}件）。</p>
<ul>${card.limits.map((limit) => `<li>${escaped(limit)}</li>`).join('')}</ul>`,
  )
}
