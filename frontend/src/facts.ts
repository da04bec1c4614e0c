/** Facts of a listing in words: pay, places, countries. */
import type { Schemas } from "@/api/client"
import { LOCALE, t } from "@/texts"

export type Pay = Schemas["SearchPage.Pay"]
const countries = new Intl.DisplayNames(LOCALE, { type: "region", fallback: "code" })

/** The English name of a country's code; what is none is its own name. */
export function countryName(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code
}

const languages = new Intl.DisplayNames(LOCALE, { type: "language", fallback: "code" })

/** The English name of a language's code (ISO 639). */
export function languageName(code: string): string {
  return /^[a-z]{2,3}$/.test(code) ? (languages.of(code) ?? code) : code
}

/** ATSs that are not simply written with a capital. */
const BOARDS: Record<string, string> = {
  jsonld: "Careers page with JSON-LD",
  site: "Own careers page",
  smartrecruiters: "SmartRecruiters",
}

/** The name of an ATS; "" and "site" are a careers page of one's own. */
export function atsName(ats: string): string {
  const its = ats || "site"
  return BOARDS[its] ?? its.charAt(0).toUpperCase() + its.slice(1)
}

/** An amount without cents where there are none. */
export function money(amount: number, currency: string): string {
  const digits = Number.isInteger(amount) ? 0 : 2
  const style = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  try {
    return new Intl.NumberFormat(LOCALE, { style: "currency", currency, ...style }).format(amount)
  } catch {
    return `${new Intl.NumberFormat(LOCALE, style).format(amount)} ${currency}` // no currency that is known
  }
}

/** A range as people write it: "€60,000–75,000 a year". */
export function payWords(pay: Pay): string {
  return t("facts.per", { amount: range(pay), period: t(PERIODS[pay.period]) })
}

const PERIODS = {
  hour: "facts.period.hour",
  day: "facts.period.day",
  week: "facts.period.week",
  month: "facts.period.month",
  year: "facts.period.year",
} as const

function range({ min, max, currency }: Pay): string {
  if (min === null && max === null) return currency
  if (max === null) return t("facts.payFrom", { min: money(min as number, currency) })
  if (min === null) return t("facts.payTo", { max: money(max, currency) })
  return min === max ? money(min, currency) : `${money(min, currency)}–${bare(max)}`
}

function bare(amount: number): string {
  return new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 2 }).format(amount)
}

/** Several places in one line: the first ones, and how many more. */
export function placesWords(names: readonly string[], most = 2): string {
  const different = [...new Set(names)]
  const shown = different.slice(0, most).join(" · ")
  const more = different.length - most
  return more > 0 ? t("facts.morePlaces", { places: shown, count: more }) : shown
}
