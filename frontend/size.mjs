// What the search page loads before its first result, in bytes as they travel (gzip). More than the limit fails.
import { readFileSync, statSync } from "node:fs"
import { fileURLToPath } from "node:url"

const LIMIT = 160 * 1024
const built = fileURLToPath(new URL("../api/static/app/", import.meta.url))
const chunks = JSON.parse(readFileSync(`${built}built.json`, "utf8"))

function filesOf(name, seen = new Set()) {
  if (seen.has(name)) return []
  seen.add(name)
  const chunk = chunks[name]
  return [chunk.file, ...(chunk.css ?? []), ...(chunk.imports ?? []).flatMap((other) => filesOf(other, seen))]
}

let sum = 0
for (const file of new Set(filesOf("index.html"))) {
  const { size } = statSync(`${built}${file}.gz`)
  sum += size
  console.log(`${String(size).padStart(8)}  ${file}`)
}
console.log(`${String(sum).padStart(8)}  first load, gzip (at most ${LIMIT})`)
process.exitCode = sum > LIMIT ? 1 : 0
