/** Chart.js with what the plots need of it. Loaded by Plot.vue when the first plot is drawn. */
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
  type ChartConfiguration,
} from "chart.js"
import { LOCALE } from "@/texts"
import type { Series } from "./plot"

Chart.register(BarController, BarElement, CategoryScale, Filler, LinearScale, LineController, LineElement, PointElement, Tooltip)
const numbers = new Intl.NumberFormat(LOCALE)
const short = new Intl.NumberFormat(LOCALE, { notation: "compact" })

/** The colours of styles/tokens.css, as they are now. */
function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}

export function draw(canvas: HTMLCanvasElement, kind: "bar" | "line", labels: string[], series: Series[]): Chart {
  return new Chart(canvas, { type: kind, data: { labels, datasets: series.map((one) => dataset(kind, one)) }, options: options(labels.length) } as ChartConfiguration)
}

/** What goes downwards is drawn below zero, and read as what it is. */
function dataset(kind: "bar" | "line", { label, values, tone, down }: Series) {
  return {
    label,
    data: down ? values.map((value) => -value) : values,
    backgroundColor: colour(tone),
    borderColor: colour(tone),
    ...(kind === "bar"
      ? { borderWidth: 0, borderRadius: 2, categoryPercentage: 0.9, barPercentage: 0.9, maxBarThickness: 48, stack: "one" }
      : { borderWidth: 2, pointRadius: 0, pointHitRadius: 12 }),
  }
}

function options(many: number): ChartConfiguration["options"] {
  const text = { color: colour("ink-3"), font: { size: 12, family: getComputedStyle(document.body).fontFamily } }
  return {
    animation: false,
    maintainAspectRatio: false,
    interaction: { mode: "index", intersect: false },
    scales: {
      x: { stacked: true, grid: { display: false }, border: { color: colour("line") }, ticks: { ...text, maxRotation: 0, autoSkipPadding: many > 12 ? 24 : 4 } },
      y: {
        stacked: true,
        border: { display: false },
        grid: { color: colour("line") },
        ticks: { ...text, precision: 0, maxTicksLimit: 6, callback: (value) => short.format(Math.abs(Number(value))) },
      },
    },
    plugins: {
      tooltip: {
        backgroundColor: colour("ink"),
        titleColor: colour("paper"),
        bodyColor: colour("paper"),
        displayColors: false,
        padding: 10,
        callbacks: { label: ({ dataset, parsed }) => `${dataset.label}: ${numbers.format(Math.abs(Number(parsed.y)))}` },
      },
    },
  }
}
