// Makes dashboard.json of the metrics that the sources name, and sees that alerts.yaml asks for none that there is not.
//   node deploy/grafana/make.mjs           writes it
//   node deploy/grafana/make.mjs --check   ends with 1 where what lies here is another one
// A metric that no panel below shows gets one of its own: whoever adds a metric only runs this again.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const sources = fileURLToPath(new URL("../../src", import.meta.url));

/** ASP.NET's own, which goes with ours. */
const ofHttp = { name: "http.server.request.duration", kind: "Histogram", unit: "s", says: "Requests" };
const instruments = new Map([ofHttp, ...ours()].map((instrument) => [instrument.name, { ...instrument, ...inPrometheus(instrument) }]));

function ours() {
  return readdirSync(sources, { recursive: true }).filter((file) => file.endsWith(".cs") && !/[\\/](bin|obj)[\\/]/.test(file))
    .flatMap((file) => [...readFileSync(join(sources, file), "utf8").matchAll(/\.Create(\w+?)(?:<\w+>)?\("(stampede\.[\w.]+)",[^"]*"([^"]+)", "([^"]+)"/g)])
    .map(([, kind, name, unit, says]) => ({ name, kind: kind.replace("Observable", ""), unit, says }));
}

/** As Prometheus and the OpenTelemetry collector write OTLP's names. */
function inPrometheus({ name, kind, unit }) {
  const units = { s: "_seconds", ms: "_milliseconds", By: "_bytes" };
  if (!unit.startsWith("{") && !(unit in units)) throw new Error(`${name}: how is the unit "${unit}" written in Prometheus?`);
  const stem = name.replaceAll(".", "_") + (units[unit] ?? "");
  return { stem, series: kind === "Counter" ? [`${stem}_total`] : kind === "Histogram" ? ["bucket", "sum", "count"].map((part) => `${stem}_${part}`) : [stem] };
}

const metric = (name) => instruments.get(name) ?? fail(`There is no metric ${name}.`);
const rate = (name, by, more = "") => `sum by (${by}) (rate(${metric(name).series[0]}${more}[$__rate_interval]))`;
const quantile = (share, name) => `histogram_quantile(${share}, sum by (le) (rate(${metric(name).stem}_bucket[$__rate_interval])))`;
const each = (name) => `sum by (instance) (${metric(name).series[0]})`;
const secondsOrMs = (name) => ({ s: "s", ms: "ms" })[metric(name).unit] ?? "short";

const line = (title, says, unit, ...targets) => ({ title, says, unit, targets });
const percentiles = (title, says, name) => line(title, says, secondsOrMs(name), ...[[0.5, "p50"], [0.99, "p99"]].map(([share, legend]) => [quantile(share, name), legend]));

const rows = [
  ["The sale", [
    line("Movements", "Lines of the ledgers a second: reserved, purchased, expired …", "ops", [rate("stampede.movements", "kind"), "{{kind}}"]),
    line("Answers", "Commands answered a second: granted, or refused and why", "ops", [rate("stampede.commands", "command, outcome"), "{{command}} {{outcome}}"]),
    percentiles("A batch", "From asking for the drop's lock to the commit's answer", "stampede.batch.duration"),
    percentiles("Commands in a batch", "What is decided together: the busier, the cheaper each one", "stampede.batch.size"),
    line("Waiting in lanes", "20,000 in one lane are refused as overloaded", "short", [each("stampede.queue.length"), "{{instance}}"]),
    line("Lanes", "Drops that are decided just now, and how many were taken up a second", "short", [each("stampede.lanes.awake"), "awake {{instance}}"], [rate("stampede.lanes.woken", "instance"), "woken {{instance}}"]),
  ]],
  ["What must not be", [
    line("Batches that the journal did not take", "Callers got a 503: the database was away, slow or full", "ops", [rate("stampede.journal.faults", "instance"), "{{instance}}"]),
    percentiles("Late ends of holds", "From a hold's end to its stock being free again; more than a second wants a look", "stampede.expiry.lag"),
    line("Answers 5xx", "", "ops", [rate(ofHttp.name, "http_response_status_code", "").replace("_bucket[", '_count{http_response_status_code=~"5.."}['), "{{http_response_status_code}}"]),
    line("Live connections dropped", "They took nothing for ten seconds", "ops", [rate("stampede.live.watchers.dropped", "instance"), "{{instance}}"]),
    line("Letters", "Waiting on all nodes together, sent, and refused by the mail server", "short",
      [`max(${metric("stampede.letters.waiting").stem})`, "waiting"], [rate("stampede.letters.sent", "kind"), "sent {{kind}}"], [rate("stampede.letters.failed", "kind"), "refused {{kind}}"]),
  ]],
  ["Who is there", [
    line("Live connections", "", "short", [each("stampede.live.watchers"), "{{instance}}"]),
    percentiles("Telling all watchers of a drop", "", "stampede.live.fan_out.duration"),
    line("Requests", "", "reqps", [rate(ofHttp.name, "http_response_status_code").replace("_bucket[", "_count["), "{{http_response_status_code}}"]),
    percentiles("Answers to requests", "", ofHttp.name),
    line("Customers in memory", "Stampede__CustomersInMemoryMax bounds them", "short", [each("stampede.customers.known"), "{{instance}}"]),
  ]],
];

const shown = JSON.stringify(rows);
const others = [...instruments.values()].filter(({ series }) => !series.some((one) => shown.includes(one))).map(({ name, kind, says }) =>
  kind === "Histogram" ? percentiles(name, says, name) : line(name, says, "short", [kind === "Counter" ? rate(name, "instance") : each(name), "{{instance}}"]));
if (others.length > 0) rows.push(["More", others]);

function dashboard() {
  const panels = [];
  let y = 0;
  for (const [title, lines] of rows) {
    panels.push({ type: "row", title, collapsed: false, gridPos: { x: 0, y: y++, w: 24, h: 1 }, panels: [] });
    lines.forEach((panel, i) => panels.push({
      type: "timeseries", title: panel.title, description: panel.says, datasource: { type: "prometheus", uid: "${datasource}" },
      gridPos: { x: (i % 3) * 8, y: y + Math.floor(i / 3) * 8, w: 8, h: 8 },
      fieldConfig: { defaults: { unit: panel.unit, min: 0, custom: { fillOpacity: 8, showPoints: "never" } }, overrides: [] },
      options: { legend: { displayMode: "list", placement: "bottom" }, tooltip: { mode: "multi", sort: "desc" } },
      targets: panel.targets.map(([expr, legendFormat], n) => ({ refId: "ABCDEF"[n], expr, legendFormat })),
    }));
    y += Math.ceil(lines.length / 3) * 8;
  }
  panels.forEach((panel, i) => (panel.id = i + 1));
  return {
    title: "Stampede", uid: "stampede", schemaVersion: 39, version: 1, editable: true, tags: ["stampede"], refresh: "5s", time: { from: "now-30m", to: "now" }, timezone: "browser",
    templating: { list: [{ name: "datasource", label: "Prometheus", type: "datasource", query: "prometheus", current: {} }] }, panels,
  };
}

function fail(why) {
  console.error(why);
  process.exit(1);
}

const known = new Set([...instruments.values()].flatMap(({ series }) => series));
for (const [asked] of readFileSync(join(here, "alerts.yaml"), "utf8").matchAll(/\b(stampede|http_server)_\w+/g))
  if (!known.has(asked)) fail(`alerts.yaml asks for ${asked}, which nothing measures.`);
for (const name of instruments.keys())
  if (name !== ofHttp.name && !readFileSync(join(here, "../../docs/operations/watching.md"), "utf8").includes(`\`${name}\``)) fail(`docs/operations/watching.md does not name ${name}.`);

const file = join(here, "dashboard.json");
const text = `${JSON.stringify(dashboard(), null, 2)}\n`;
if (!process.argv.includes("--check")) writeFileSync(file, text);
else if (readFileSync(file, "utf8") !== text) fail("deploy/grafana/dashboard.json is another one. Run: node deploy/grafana/make.mjs");
