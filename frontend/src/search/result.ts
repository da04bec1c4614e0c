/** What a card says of a result. */
import type { Found, Result } from "@/api/search"
import { payWords, placesWords } from "@/facts"

export interface Card {
  id: number
  title: string
  company: string
  companyName: string
  places: string
  workplace: Found["workplace"]
  employment: string[]
  pay: string
  /** It was read from the text, and may be wrong. */
  payFromText: boolean
  appearedAt: string
  state: Found["state"]
  removedAt: string | null
  isReposted: boolean
  isNew: boolean
  twins: number
  marks: Result["marks"]
}

/** Of one vacancy: its newest listing, and the places of all that fit. */
export function cardOf(result: Result, lastVisit: string | null): Card | null {
  const [first] = result.listings
  if (!first) return null
  const paid = result.listings.map((each) => each.pay[0]).find((pay) => !!pay)
  return {
    id: first.id,
    title: first.title,
    company: first.company,
    companyName: first.company_name,
    places: placesWords(result.listings.flatMap((each) => each.places.map((place) => place.name))),
    workplace: first.workplace,
    employment: first.employment_types,
    pay: paid ? payWords(paid) : "",
    payFromText: paid?.source === "text",
    appearedAt: first.appeared_at,
    state: first.state,
    removedAt: first.removed_at,
    isReposted: first.reposted,
    isNew: !!lastVisit && first.state !== "removed" && result.listings.some((each) => isAfter(each.first_seen_at, lastVisit)),
    twins: result.total,
    marks: result.marks,
  }
}

/** Times are compared as times: not all are written with as many digits. */
export function isAfter(at: string, other: string): boolean {
  return Date.parse(at) > Date.parse(other)
}
