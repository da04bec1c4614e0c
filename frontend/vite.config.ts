import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath, URL } from "node:url"
import { brotliCompressSync, gzipSync } from "node:zlib"
import vue from "@vitejs/plugin-vue"
import type { Plugin } from "vite"
import { defineConfig } from "vitest/config"

const API = process.env.JOBTRACKER_BASE_URL ?? "http://localhost:8000"
const BUILT = fileURLToPath(new URL("../api/static/app", import.meta.url))

/** Assets never change: they are compressed once, here, as small as it goes. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    closeBundle() {
      const folder = join(BUILT, "assets")
      for (const name of readdirSync(folder).filter((name) => /\.(js|css|svg)$/.test(name))) {
        const content = readFileSync(join(folder, name))
        writeFileSync(join(folder, `${name}.br`), brotliCompressSync(content))
        writeFileSync(join(folder, `${name}.gz`), gzipSync(content, { level: 9 }))
      }
    },
  }
}

export default defineConfig({
  plugins: [vue(), compressed()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: BUILT,
    emptyOutDir: true,
    manifest: "built.json", // `npm run size` reads what the first page loads
    assetsInlineLimit: 0, // the Content-Security-Policy knows no inline scripts
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": API } },
  // A file whose functions need a browser says so in its first line: one is dear.
  test: { environment: "node", include: ["src/**/*.test.ts"] },
})
