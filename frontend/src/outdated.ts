/** True if the server's page is made of other files than this one: there was a release. */
export async function isOutdated(own = ownScript()): Promise<boolean> {
  try {
    const answer = await fetch("/", { cache: "no-store", headers: { Accept: "text/html" } })
    const written = answer.ok ? await answer.text() : ""
    return !!own && written.includes("type=\"module\"") && !written.includes(own)
  } catch {
    return false // nobody answers: the page that is open is better than none
  }
}

function ownScript(): string {
  return document.querySelector("script[type=module][src]")?.getAttribute("src") ?? ""
}
