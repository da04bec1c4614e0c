import createClient, { type Middleware } from "openapi-fetch"
import { Away, Refusal, type Fault } from "./refusal"
import type { components, paths } from "./schema"

export type Schemas = components["schemas"]

const SAFE = new Set(["GET", "HEAD", "OPTIONS"])
let token: Promise<string> | null = null

/** Ask for another CSRF token before the next change: after logging in and out the session is another. */
export function forgetToken(): void {
  token = null
}

/** Milliseconds after which nobody answers any more: a server ends what it reads after half a minute. */
const PATIENCE = { read: 40_000, change: 120_000 }

/** fetch, which gives up at last: else who waits would look at grey lines for ever. */
export function patiently(request: Request): Promise<Response> {
  const patience = SAFE.has(request.method) ? PATIENCE.read : PATIENCE.change
  return fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(patience)]) })
}

async function askToken(): Promise<string> {
  const answer = await patiently(new Request("/api/csrf"))
  if (!answer.ok) throw await refusalOf(answer)
  return ((await answer.json()) as Schemas["Token"]).token
}

/** Have a CSRF token at hand: a page that is being closed waits for none. */
export function warmToken(): void {
  token ??= askToken().catch(() => {
    token = null
    return ""
  })
}

const csrf: Middleware = {
  async onRequest({ request }) {
    if (SAFE.has(request.method)) return
    token ??= askToken().catch((error: unknown) => {
      token = null
      throw error
    })
    request.headers.set("X-CSRFToken", await token)
  },
  onResponse({ response }) {
    if (response.status === 403) forgetToken()
  },
}

export const api = createClient<paths>({ baseUrl: "", fetch: patiently })
api.use(csrf)

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/** What was answered. Throws Refusal for a problem document, Away where nothing answers. */
export async function ask<T>(asked: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>
  try {
    answer = await asked
  } catch (error) {
    if (error instanceof TypeError) throw new Away()
    if (error instanceof DOMException && error.name === "TimeoutError") throw new Away(true)
    throw error
  }
  if (!answer.response.ok) throw refusal(answer.response, answer.error)
  return answer.data as T
}

async function refusalOf(response: Response): Promise<Refusal> {
  return refusal(response, await response.json().catch(() => null))
}

function refusal(response: Response, said: unknown): Refusal {
  const problem = (said && typeof said === "object" ? said : {}) as { detail?: string; errors?: Fault[] }
  const wait = Number(response.headers.get("Retry-After")) || 0
  return new Refusal(response.status, problem.detail ?? "", problem.errors ?? [], wait)
}
