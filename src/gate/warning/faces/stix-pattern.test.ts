import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { TrustError } from '../trust/errors.ts'
import { anyWarning } from '../warning.fixture.ts'
import { stixPattern } from './stix.ts'
import { parseStixPattern } from './stix-pattern.ts'

/** Every rule of the grammar of STIX 2.1 §9 at least once. */
const GOOD = [
  '[file:size = 1280]',
  '[file:size != -1280.5]',
  "[file:name == 'a' AND file:size <> .5]",
  "[file:name = 'it\\'s' OR file:name = 'back\\\\slash']",
  "[ipv4-addr:value ISSUBSET '198.51.100.0/24' OR ipv4-addr:value NOT ISSUPERSET '198.51.100.3']",
  "[file:extensions.'windows-pebinary-ext'.sections[*].entropy > 7.0]",
  "[network-traffic:extensions.'http-request-ext'.request_header.'Content-Type' LIKE 'video%']",
  "[process:arguments[-1] MATCHES '^/i:.*exe$' AND process:child_refs[0].name IN ('a', 'b')]",
  "[file:hashes.'SHA-256' IN ()]",
  '[EXISTS file:name AND file:is_x = true]',
  "[file:content = b'dGhpcw==' OR file:content = h'ffc3' OR file:ctime >= t'2014-01-13T07:03:17.5Z']",
  "[file:name = 'a'] FOLLOWEDBY [file:name = 'b'] WITHIN 30 SECONDS",
  '([a:b = 1] AND [c:d = 2]) REPEATS 5 TIMES WITHIN 1.5 SECONDS',
  "([a:b = 1] OR [c:d = 2] AND [e:f = 3]) START t'2016-05-01T00:00:00Z' STOP t'2016-05-01T01:00:00Z'",
  '[(a:b = 1 OR c:d = 2) AND (c:d = 3 OR e:f = 4)]',
  '[a:b = 1 /* why */ AND a:c = 2] // and so on',
  '\t[ \r\n a : b=1 ]',
  // As OASIS's validator takes them.
  '([a:b = 1]) WITHIN 5 SECONDS WITHIN 6 SECONDS',
  '( [(network-traffic:dst_port IN(443,6443) AND network-traffic:src_packets != 0) ])',
  "[network-traffic:src_port = 37020 AND user-account:user_id = 'root']",
  "[file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e']",
  "[emailaddr:value MATCHES '.+\\\\@example\\\\.jp$']",
  "[x-custom-type:some_field NOT = 'x']",
]

const BAD = [
  // As OASIS's validator refuses them.
  '[file:hashes.MD5 = d41d8cd98f00b204e9800998ecf8427e]',
  "[file:hashes.MD5 =? 'd41d8cd98f00b204e9800998ecf8427e']",
  "[file:hashes.'SHA-256' = 'd41d']",
  '[file.size = 1]',
  '[file:name MATCHES /.*dll/]',
  '[network-traffic:dst_ref.value ISSUBSET ]',
  "[a:b = 'c'] WITHIN ]",
  "[a:b = 'c'] WITHIN 5 HOURS",
  '[a:b = 1] within 2 seconds',
  "[a:b = b'====']",
  "[a:b == t'2457-73-22T32:81:84.1Z']",
  '[a:b = 1] WITHIN 5 SECONDS WITHIN 6 SECONDS',
  '([a:b = 1] REPEATS 2 TIMES REPEATS 3 TIMES)',

  '',
  'file:size = 1',
  '[file:size = 1280',
  "[file:name = 'unterminated]",
  '[file:name = "double"]',
  '[file:size = ]',
  '[file:size 1280]',
  '[size = 1280]',
  '[file:bad-property = 1]',
  '[file:size > true]',
  '[file:name LIKE 5]',
  "[file:name IN 'a']",
  "[file:name IN ('a',)]",
  "[file:content = h'abc']",
  "[file:content = b'a']",
  "[file:ctime = t'2014-13-01T00:00:00Z']",
  "[file:ctime = t'2014-01-01']",
  "[file:name = 'a' and file:size = 1]",
  "[file:name = 'a' AND]",
  "[file:name = 'a'] WITHIN 0 SECONDS",
  "[file:name = 'a'] WITHIN -5 SECONDS",
  "[file:name = 'a'] REPEATS 1.5 TIMES",
  "[file:name = 'a'] REPEATS 0 TIMES",
  "[file:name = 'a'] START t'2016-05-01T01:00:00Z' STOP t'2016-05-01T00:00:00Z'",
  "[file:name = 'a'] START '2016-05-01T01:00:00Z' STOP '2016-05-01T02:00:00Z'",
  "[file:name = 'a'] [file:name = 'b']",
  "[file:name = 'a'] FOLLOWEDBY",
  "[file:name = 'a'))",
  '[file:sections[1.5] = 1]',
  '[file:size = 0x10]',
  '[NOT file:size = 1]',
  `${'('.repeat(100)}[a:b = 1]${')'.repeat(100)}`,
  `[a:b = '${'x'.repeat(70_000)}']`,
]

it('every rule of the grammar is known', () => {
  for (const text of GOOD) assert.ok(parseStixPattern(text).length > 0, text)
})

it('what the grammar does not allow is refused', () => {
  for (const text of BAD)
    assert.throws(
      () => parseStixPattern(text),
      (error) => error instanceof TrustError && error.code === 'DOCUMENT_MALFORMED',
      text,
    )
})

it('every pattern of ours is one, and names where traffic goes and never where it comes from', () => {
  fc.assert(
    fc.property(anyWarning, (warning) => {
      const comparisons = parseStixPattern(stixPattern(warning))
      assert.deepEqual(
        comparisons.map(({ path }) => path),
        [
          'network-traffic:dst_ref.type',
          'network-traffic:dst_ref.value',
          'network-traffic:dst_port',
          'network-traffic:protocols[*]',
        ],
      )
      assert.equal(comparisons[1]?.values[0], `'${warning.address}'`)
    }),
  )
})

it('nothing that is no pattern breaks the parser', () => {
  const piece = fc.constantFrom(
    '[',
    ']',
    '(',
    ')',
    'a',
    ':',
    'b',
    '=',
    "'x'",
    '1',
    ' AND ',
    ' OR ',
    '.',
    '*',
    "t'",
    ',',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      try {
        parseStixPattern(pieces.join(''))
      } catch (error) {
        assert.ok(error instanceof TrustError)
      }
    }),
  )
})
