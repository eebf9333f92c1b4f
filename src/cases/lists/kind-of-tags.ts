import type { EndpointKind } from '../../core/endpoint-kind.ts'

/**
 * The words of lists → our kinds, first match wins. A sinkhole comes first: it stands where a controller
 * was, bots still call it, and blocking it would blind those who count them. What has no word here keeps the
 * kind that a person stated for the whole list.
 */
const KINDS: readonly (readonly [RegExp, EndpointKind])[] = [
  [/sink-?hole/, 'sinkhole'],
  // Tools and victims that scanners of the Internet list beside controllers.
  [/gophish|burp ?suite|ha(?:sh|ch)cat|mobsf|xmrig|crypto-?miner|\b7{3,4} botnet\b/, 'unknown'],
  [/\bscan(?:s|ner|ners|ning)?\b|brute-?force|mass_scanner/, 'scanner'],
  [
    /botnet[_ -]?c(?:c|2|nc)|\bc(?:2|&c|nc)\b|command[ -](?:and|&)[ -]control|misp-galaxy:.*c2|\bcontroller\b/,
    'controller',
  ],
  [
    /payload|malware[_-]download|\bdropper\b|\bdownload(?:er|s)?\b|(?:powershell|python)_injector|distribution/,
    'downloader',
  ],
  [/phish|exploit[ _-]?kit|initial[ _-](?:access|contact)|\blure\b/, 'initial-contact'],
  [/\brat\b|trojan|backdoor/, 'controller'],
]

/** A kind for an entry by its own words; `undefined` when they say nothing. */
export function kindOfTags(words: string): EndpointKind | undefined {
  const text = words.toLowerCase()
  return KINDS.find(([pattern]) => pattern.test(text))?.[1]
}

/** Of two lines about one endpoint this word counts: what would wrong somebody least comes first. */
const PRECEDENCE: readonly EndpointKind[] = [
  'sinkhole',
  'controller',
  'initial-contact',
  'downloader',
  'scanner',
  'unknown',
]

export function strongerKind(one: EndpointKind, other: EndpointKind): EndpointKind {
  return PRECEDENCE.indexOf(one) <= PRECEDENCE.indexOf(other) ? one : other
}
