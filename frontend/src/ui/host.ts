import type { App } from "vue"

let hosted: App | undefined

/** PrimeVue is installed when the first page that uses it is loaded: the search goes without. */
export function host(app: App): void {
  hosted = app
}

export function hostApp(): App {
  if (!hosted) throw new Error("there is no application yet")
  return hosted
}
