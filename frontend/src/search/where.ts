/** "Where I can work" as an address says it (docs/api.md): Berlin~30km:on-site,hybrid · remote:DE,unknown · remote. */
export interface There {
  kind: "there"
  place: string
  /** As it is written: 30km, 20mi; "": the API's usual one, or the whole of a country. */
  radius: string
  workplaces: string[]
}

export interface FromHome {
  kind: "home"
  /** Where one lives; "": it does not matter. */
  area: string
  /** Also if a listing does not say to whom it is open. */
  unknown: boolean
}

export interface Anywhere {
  kind: "anywhere"
  workplaces: string[]
}

export type Where = There | FromHome | Anywhere
const WORKPLACES = new Set(["remote", "hybrid", "on-site"])

export function readWhere(text: string): Where {
  const [first = "", ...rest] = text.split(":")
  const options = rest.join(":").split(",").map((each) => each.trim()).filter(Boolean)
  if (first.trim().toLowerCase() === "remote" && rest.length) {
    const unknown = options.at(-1)?.toLowerCase() === "unknown"
    return { kind: "home", area: (unknown ? options.slice(0, -1) : options).join(", "), unknown }
  }
  const names = first.split(",").map((each) => each.trim().toLowerCase())
  if (!rest.length && names.every((name) => WORKPLACES.has(name))) {
    return names.join() === "remote" ? { kind: "home", area: "", unknown: true } : { kind: "anywhere", workplaces: names }
  }
  const [place = "", radius = ""] = first.split("~").map((each) => each.trim())
  return { kind: "there", place, radius, workplaces: options }
}

export function writeWhere(where: Where): string {
  if (where.kind === "anywhere") return where.workplaces.join(",")
  if (where.kind === "home") {
    return where.area.trim() ? `remote:${clean(where.area)}${where.unknown ? ",unknown" : ""}` : "remote"
  }
  const radius = where.radius ? `~${where.radius}` : ""
  const how = where.workplaces.length ? `:${where.workplaces.join(",")}` : ""
  return `${clean(where.place)}${radius}${how}`
}

/** The signs of the grammar are no part of a name. */
function clean(name: string): string {
  return name.replace(/[:~]/g, " ").replace(/\s+/g, " ").trim()
}
