/** What the plots of days show, say, and have in the table behind them. */
import type { Day } from "@/api/company"
import { LOCALE, t } from "@/texts"
import type { Series } from "@/ui/plot"

/** Days are those of UTC, wherever the reader is. */
const short = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short", timeZone: "UTC" })
const long = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeZone: "UTC" })

export interface Plotted {
  labels: string[]
  series: Series[]
  about: string
  heads: string[]
  rows: (string | number)[][]
}

const sum = (days: readonly Day[], name: "new" | "begun" | "back" | "removed") => days.reduce((all, day) => all + day[name], 0)

/** What came and what went. What was there at a first reading came at an unknown time: it would tower over all else. */
export function movement(days: readonly Day[]): Plotted {
  return {
    labels: days.map((day) => short.format(new Date(day.day))),
    series: [
      { label: t("stats.new"), values: days.map((day) => day.new), tone: "accent" },
      { label: t("stats.back"), values: days.map((day) => day.back), tone: "accent-line" },
      { label: t("stats.gone"), values: days.map((day) => day.removed), tone: "line-strong", down: true },
    ],
    about: t("stats.movementAbout", { new: sum(days, "new"), back: sum(days, "back"), removed: sum(days, "removed") }),
    heads: [t("stats.day"), t("stats.new"), t("stats.back"), t("stats.gone"), t("stats.atFirst")],
    rows: newestFirst(days, (day) => [day.new, day.back, day.removed, day.begun]),
  }
}

/** How many were there at the end of each day. */
export function standing(days: readonly Day[]): Plotted {
  const open = days.map((day) => day.open)
  return {
    labels: days.map((day) => short.format(new Date(day.day))),
    series: [{ label: t("stats.open"), values: open, tone: "accent" }],
    about: t("stats.openAbout", { first: open[0] ?? 0, last: open.at(-1) ?? 0, most: Math.max(0, ...open) }),
    heads: [t("stats.day"), t("stats.open")],
    rows: newestFirst(days, (day) => [day.open]),
  }
}

/** How many were there already when a board was first read. */
export function begun(days: readonly Day[]): number {
  return sum(days, "begun")
}

function newestFirst(days: readonly Day[], read: (day: Day) => number[]): (string | number)[][] {
  return days.map((day) => [long.format(new Date(day.day)), ...read(day)]).reverse()
}

/** How many days listings stayed: "3–7", "under 1", "180 or more". */
export function bucketWords(from: number, to: number | null): string {
  if (to === null) return t("stats.atLeast", { from })
  return from === 0 ? t("stats.under", { to }) : t("stats.fromTo", { from, to })
}

/** Whole percents of a sum; what there is a little of is not nothing. */
export function percent(part: number, whole: number): string {
  const exact = whole ? (100 * part) / whole : 0
  return exact > 0 && exact < 1 ? "< 1" : String(Math.round(exact))
}
