import assert from 'node:assert/strict'
import { test } from 'node:test'
import { htmlText } from './html-text.ts'

test('whatever means something in HTML is shown instead', () => {
  assert.equal(
    htmlText(`<img src="x" onerror='alert(1)'> & co`),
    '&lt;img src=&quot;x&quot; onerror=&#39;alert(1)&#39;&gt; &amp; co',
  )
})
