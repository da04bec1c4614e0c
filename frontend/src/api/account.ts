import { useQuery } from "@tanstack/vue-query"
import { api, ask, type Schemas } from "./client"
import { Refusal } from "./refusal"

export type Token = Schemas["TokenList.Token"]
export type Scope = Token["scopes"][number]

/**
 * A password that is asked for again may be wrong, which is 401 as a lost session is: if there still is a session, or
 * none is needed, it is said beside its field instead.
 */
async function asPassword<T>(field: string, needsSession: boolean, asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (error) {
    const isWrong = error instanceof Refusal && error.status === 401 && (!needsSession || (await isLoggedIn()))
    if (isWrong) throw new Refusal(422, "", [{ field, rule: (error as Refusal).detail }])
    throw error
  }
}

async function isLoggedIn(): Promise<boolean> {
  return !!(await ask(api.GET("/api/session"))).account
}

export function register(email: string, password: string, to: string): Promise<unknown> {
  return ask(api.POST("/api/account", { body: { email, password, to } }))
}

export function confirm(token: string, password: string): Promise<unknown> {
  return asPassword("password", false, ask(api.POST("/api/account/confirm", { body: { token, password } })))
}

export function logIn(email: string, password: string): Promise<unknown> {
  return asPassword("password", false, ask(api.POST("/api/session", { body: { email, password } })))
}

export function askForReset(email: string): Promise<unknown> {
  return ask(api.POST("/api/account/reset", { body: { email } }))
}

export function setPassword(token: string, password: string): Promise<unknown> {
  return ask(api.POST("/api/account/password", { body: { token, password, old: null } }))
}

export function changePassword(old: string, password: string): Promise<unknown> {
  const body = { old, password, token: null }
  return asPassword("old", true, ask(api.POST("/api/account/password", { body })))
}

export function askForAddress(email: string, password: string): Promise<unknown> {
  return asPassword("password", true, ask(api.POST("/api/account/email", { body: { email, password } })))
}

export function confirmAddress(token: string): Promise<Schemas["Entered"]> {
  return ask(api.POST("/api/account/email/confirm", { body: { token } }))
}

export function endOtherSessions(): Promise<unknown> {
  return ask(api.DELETE("/api/account/sessions"))
}

export function mailNotices(on: boolean): Promise<Schemas["Account"]> {
  return ask(api.PATCH("/api/account", { body: { notices_mailed: on } }))
}

export function deleteAccount(password: string): Promise<unknown> {
  return asPassword("password", true, ask(api.DELETE("/api/account", { body: { password } })))
}

export function useTokens() {
  return useQuery({ queryKey: ["tokens"], queryFn: () => ask(api.GET("/api/account/tokens")) })
}

export function makeToken(name: string, scopes: Scope[], expires_at: string | null): Promise<Schemas["MadeToken"]> {
  return ask(api.POST("/api/account/tokens", { body: { name, scopes, expires_at } }))
}

export function revokeToken(token_id: number): Promise<unknown> {
  return ask(api.DELETE("/api/account/tokens/{token_id}", { params: { path: { token_id } } }))
}
