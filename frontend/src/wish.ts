/** What somebody wanted to do on a page when the log-in came between. It is kept in this tab, and done once they are back. */
const KEY = "wish"
const LASTS = 30 * 60_000

interface Wish {
  page: string
  act: string
  at: number
}

export function keepWish(page: string, act: string, now: number = Date.now()): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ page, act, at: now } satisfies Wish))
  } catch {
    // Storage is switched off: they press the button once more.
  }
}

/** The wish of this page, once; null: there is none, or it is of long ago. */
export function takeWish(page: string, now: number = Date.now()): string | null {
  try {
    const wish = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Wish | null
    if (wish?.page !== page) return null
    sessionStorage.removeItem(KEY)
    return now - wish.at < LASTS ? wish.act : null
  } catch {
    return null
  }
}
