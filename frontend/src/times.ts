import { LOCALE, t } from "@/texts"

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const ago = new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto", style: "long" })
const exact = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "short" })
const day = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium" })

/** How long ago, in the largest unit that fits: "3 hours ago". */
export function age(at: string, now: number = Date.now()): string {
  const passed = Date.parse(at) - now
  const size = Math.abs(passed)
  if (size < MINUTE) return t("facts.justNow")
  if (size < HOUR) return ago.format(Math.trunc(passed / MINUTE), "minute")
  if (size < DAY) return ago.format(Math.trunc(passed / HOUR), "hour")
  if (size < 60 * DAY) return ago.format(Math.trunc(passed / DAY), "day")
  return day.format(new Date(at))
}

/** The exact time, where the reader is. */
export function exactTime(at: string): string {
  return exact.format(new Date(at))
}

/** The day, where the reader is. */
export function exactDay(at: string): string {
  return day.format(new Date(at))
}
