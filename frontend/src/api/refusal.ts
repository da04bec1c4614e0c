/** What is wrong with one field of what was sent. */
export interface Fault {
  field: string
  rule: string
  start?: number | null
  end?: number | null
}

/** The API said no: a problem document. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly faults: Fault[] = [],
    /** Seconds after which one may ask again; 0: it does not say. */
    readonly wait = 0,
  ) {
    super(detail || `HTTP ${status}`)
  }
}

/** Nobody answered: the network is away, or the server is. */
export class Away extends Error {
  /** Who waited long does not ask again by themselves. */
  constructor(readonly isSlow = false) {
    super("nobody answers")
  }
}
