// Runs before the first paint, so that a chosen theme or language does not flash.
;(() => {
  const root = document.documentElement
  const read = (key) => {
    try {
      return localStorage.getItem(key)
    } catch {
      return null
    }
  }
  const theme = read('noroshi.theme')
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme
  const language =
    new URLSearchParams(location.search).get('lang') ??
    read('noroshi.language') ??
    navigator.language
  root.lang = language.toLowerCase().startsWith('ja') ? 'ja' : 'en'
})()
