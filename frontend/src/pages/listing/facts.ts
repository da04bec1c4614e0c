/** The facts of a listing, each with what it rests on. */
import type { Listing } from "@/api/listing"
import { countryName, languageName, money, payWords } from "@/facts"
import { t } from "@/texts"
import { exactDay } from "@/times"
import { employmentWords } from "./history"

export interface Fact {
  name: string
  values: string[]
  /** "field": the company states it; "text": it was read from these words. */
  source: "field" | "text" | null
  evidence: string
}

const fact = (name: string, values: string[], source: Fact["source"] = null, evidence = ""): Fact => ({ name, values, source, evidence })

/** In the order in which a reader asks; what is not known is left out, but for pay and workplace, which are missed. */
export function factsOf(listing: Listing): Fact[] {
  const { workplace, work_from: from } = listing
  const isKnown = workplace.value !== "unknown"
  return [
    fact(t("listing.places"), [...new Set(listing.places.map((place) => place.name))]),
    isKnown
      ? fact(t("listing.workplace"), [t(`facts.workplace.${workplace.value}`)], workplace.source, workplace.evidence)
      : fact(t("listing.workplace"), [t("listing.notStated")]),
    fact(t("listing.workFrom"), from.value.map(countryName), from.source, from.evidence),
    ...payFacts(listing.pay),
    fact(t("listing.employment"), listing.employment_types.map(employmentWords)),
    fact(t("listing.department"), [listing.department]),
    fact(t("listing.posted"), [posted(listing)]),
    fact(t("listing.closes"), [listing.closes_at ? exactDay(listing.closes_at) : ""]),
    fact(t("listing.language"), [languageName(listing.language ?? "")]),
    fact(t("listing.requisition"), [listing.requisition_id]),
  ]
    .map((each) => ({ ...each, values: each.values.filter(Boolean) }))
    .filter((each) => each.values.length)
}

function posted({ posted_at: at, posted_bound: isBound }: Listing): string {
  if (!at) return ""
  return isBound ? t("listing.postedBefore", { day: exactDay(at) }) : exactDay(at)
}

/** Ranges that rest on the same words stand together. */
function payFacts(pay: Listing["pay"]): Fact[] {
  if (!pay.length) return [fact(t("listing.pay"), [t("listing.notStated")])]
  const found = new Map<string, Fact>()
  for (const each of pay) {
    const key = `${each.source} ${each.evidence}`
    const about = found.get(key) ?? fact(t("listing.pay"), [], each.source, each.evidence)
    about.values.push(rangeWords(each))
    found.set(key, about)
  }
  return [...found.values()]
}

function rangeWords(pay: Listing["pay"][number]): string {
  const year = pay.period === "year" ? "" : yearWords(pay)
  return [pay.scope ? `${pay.scope}: ${payWords(pay)}` : payWords(pay), year].filter(Boolean).join(", ")
}

function yearWords({ year_min: min, year_max: max, currency }: Listing["pay"][number]): string {
  const ends = [...new Set([min, max])].filter((each): each is number => each !== null).map((each) => money(Math.round(each), currency))
  return ends.length ? t("listing.payPerYear", { amount: ends.join("–") }) : ""
}
