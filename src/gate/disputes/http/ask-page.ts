import { html } from './html.ts'
import { layout, linkTo, type PageContext, ROOT } from './layout.ts'

/** The door: the same for everybody. */
export function askPage(keepTextsDays: number, context: PageContext): string {
  const { say } = context
  const body = html`<p>${say('intro')}</p>
<p>${say('sameAnswer')}</p>
<form method="post" action="${linkTo(ROOT, context)}">
<label for="address">${say('address')}</label>
<input id="address" name="address" required maxlength="45" autocomplete="off" autocapitalize="off" spellcheck="false" aria-describedby="address-text">
<p class="soft" id="address-text">${say('addressHelp')}</p>
<label for="port">${say('port')}</label>
<input id="port" name="port" inputmode="numeric" pattern="[0-9]{1,5}" maxlength="5" autocomplete="off" aria-describedby="port-text">
<p class="soft" id="port-text">${say('portHelp')}</p>
<button>${say('ask')}</button>
</form>
<p class="soft">${say('privacy', { days: keepTextsDays })}</p>`
  return layout(say('title'), body, context)
}
