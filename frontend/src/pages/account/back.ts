import type { LocationQueryValue } from "vue-router"

/** The longest way on that the API puts into a mail. */
export const LONGEST = 2000

/** Where somebody wanted to go before they logged in: a path of ours, or else that. Nobody is led elsewhere by a link. */
export function wayBack(to: LocationQueryValue | LocationQueryValue[] | undefined, otherwise: string): string {
  const path = Array.isArray(to) ? to[0] : to
  if (!path || !/^\/(?![/\\])/.test(path) || /[\\\u0000-\u001f]/.test(path)) return otherwise
  return /^\/(login|signup|confirm)([?#]|$)/.test(path) ? otherwise : path.replace(/[^!-~]+/gu, encodeURIComponent)
}
