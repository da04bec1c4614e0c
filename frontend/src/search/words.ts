/** A filter in plain words, as its chip says it. */
import { atsName, countryName, languageName, money } from "@/facts"
import { t } from "@/texts"
import type { Name, Search } from "./state"
import { readWhere } from "./where"

/** Names that the facets know: of companies, departments, regions. */
export type Labels = ReadonlyMap<string, string>

export function labelKey(name: string, value: string): string {
  return `${name} ${value}`
}

export function filterWords(name: Name, value: string, labels: Labels, search: Search = {}): string {
  const label = labels.get(labelKey(name, value))
  const known = label === value ? undefined : label
  switch (name) {
    case "q":
      return `“${value}”`
    case "where":
      return whereWords(value)
    case "pay_min":
      return t("search.payFrom", { amount: payWords(value, search) })
    case "pay_currency":
      return value
    case "first_seen_since":
      return t("search.foundSince", { time: sinceWords(value) })
    case "posted_since":
      return t("search.postedSince", { time: sinceWords(value) })
    case "country":
      return known ?? countryName(value)
    case "workplace":
    case "employment":
      return known ?? choiceWords(name, value)
    case "language":
      return known ?? (value === "unknown" ? t("facts.employment.unknown") : languageName(value))
    case "ats":
      return known ?? atsName(value)
    case "region":
    case "company":
    case "department":
      return known ?? value
    case "state":
      return value in STATES ? t(STATES[value as keyof typeof STATES]) : value
    case "reposted":
      return value === "true" ? t("search.onlyReposted") : t("search.noReposted")
    case "has_pay":
      return value === "true" ? t("search.withPay") : t("search.withoutPay")
    case "pay_source":
      return value === "field" ? t("search.payField") : t("search.payText")
    default:
      return value
  }
}

/** An amount; what is none stands as it was typed. */
function payWords(value: string, search: Search): string {
  const amount = Number(value)
  return Number.isFinite(amount) ? money(amount, search.pay_currency?.[0] ?? "EUR") : `“${value}”`
}

const STATES = {
  open: "search.stateOpen",
  unconfirmed: "search.stateUnconfirmed",
  removed: "search.stateRemoved",
  all: "search.stateAll",
} as const

export function whereWords(text: string): string {
  const where = readWhere(text)
  if (where.kind === "anywhere") return howWords(where.workplaces)
  if (where.kind === "home") {
    if (!where.area) return t("search.fromHome")
    const area = /^[A-Z]{2}$/.test(where.area) ? countryName(where.area) : where.area
    return t(where.unknown ? "search.fromHomeInOrUnknown" : "search.fromHomeIn", { area })
  }
  const name = /^[A-Z]{2}$/.test(where.place) ? countryName(where.place) : where.place
  const place = where.radius ? t("search.around", { place: name, radius: where.radius.replace(/(km|mi)$/, " $1") }) : name
  return where.workplaces.length ? `${place}, ${howWords(where.workplaces)}` : place
}

function howWords(workplaces: readonly string[]): string {
  const either = new Intl.ListFormat("en", { type: "disjunction" })
  return either.format(workplaces.map((each) => choiceWords("workplace", each).toLowerCase()))
}

function choiceWords(name: "workplace" | "employment", value: string): string {
  const texts = { workplace: WORKPLACES, employment: EMPLOYMENT }[name] as Record<string, Parameters<typeof t>[0]>
  const key = texts[value]
  return key ? t(key) : value
}

const WORKPLACES = {
  remote: "facts.workplace.remote",
  hybrid: "facts.workplace.hybrid",
  "on-site": "facts.workplace.on-site",
  unknown: "facts.workplace.unknown",
} as const
const EMPLOYMENT = {
  FULL_TIME: "facts.employment.FULL_TIME",
  PART_TIME: "facts.employment.PART_TIME",
  CONTRACTOR: "facts.employment.CONTRACTOR",
  TEMPORARY: "facts.employment.TEMPORARY",
  INTERN: "facts.employment.INTERN",
  VOLUNTEER: "facts.employment.VOLUNTEER",
  PER_DIEM: "facts.employment.PER_DIEM",
  OTHER: "facts.employment.OTHER",
  unknown: "facts.employment.unknown",
} as const

function sinceWords(value: string): string {
  const days = /^(\d+)d$/.exec(value)
  if (days) return t("search.lastDays", { count: Number(days[1]) })
  const hours = /^(\d+)h$/.exec(value)
  if (hours) return t("search.lastHours", { count: Number(hours[1]) })
  const at = Date.parse(value)
  return Number.isNaN(at) ? value : new Date(at).toLocaleDateString("en", { dateStyle: "medium" })
}
