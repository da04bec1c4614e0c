/** One row of numbers of a plot. */
export interface Series {
  label: string
  values: number[]
  /** A colour of styles/tokens.css. */
  tone: "accent" | "accent-line" | "line-strong"
  /** Drawn below zero. */
  down?: boolean
}
