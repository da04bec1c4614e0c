import { Refusal } from "@/api/refusal"

/** What a list refused of one of its filters, to stand beside it; "" if that one is well. */
export function faultOf(error: unknown, field: string): string {
  if (!(error instanceof Refusal)) return ""
  return error.faults.filter((fault) => fault.field === field).map((fault) => fault.rule).join("; ")
}
