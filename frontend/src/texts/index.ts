import { en } from "./en"

/** Words in two numbers: "1 job", "2 jobs". */
export interface Plural {
  one: string
  other: string
}
type Text = string | Plural
/** The dotted ways to every text: "search.none". */
type Way<T> = {
  [K in keyof T & string]: T[K] extends Text ? K : `${K}.${Way<T[K]>}`
}[keyof T & string]

export type Key = Way<typeof en>
type Values = Record<string, string | number>

export const LOCALE = "en"
const plural = new Intl.PluralRules(LOCALE)
const numbers = new Intl.NumberFormat(LOCALE)

/** A text; {name} stands for a value, numbers are grouped. Of two forms, `count` chooses. */
export function t(key: Key, values: Values = {}): string {
  const text = find(key)
  const form = typeof text === "string" ? text : plural.select(Number(values.count)) === "one" ? text.one : text.other
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    return value === undefined ? whole : typeof value === "number" ? numbers.format(value) : value
  })
}

function find(key: string): Text {
  let at: unknown = en
  for (const part of key.split(".")) at = (at as Record<string, unknown>)[part]
  return at as Text
}
