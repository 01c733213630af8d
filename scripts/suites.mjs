// Runs the checks and test suites that test.sh names, some of them side by side: a suite waits more than it works.
// What each one prints comes whole, when it has ended; at the end come the seconds of each, and "N passed, N failed".
// Goes on after a failure, so that the counts are whole.
import { spawn } from "node:child_process";
import { accessSync, closeSync, constants, existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** What runs at the same time, in shares of two processors. */
const sharesMax = 2;
/** Only a hang takes so long, on a slow machine too. */
const minutesMax = 60;
const secondsToEnd = 10;
const slowestClassesMax = 5;
// Code that is compiled to be watched, and then again, pays off after minutes; these programs live for seconds. A sixth of the processor's time.
process.env.DOTNET_TieredPGO ??= "0";

const results = mkdtempSync(join(tmpdir(), "stampede-suites-"));
const isFast = process.argv[2] === "fast";

const npm = (...args) => ["npm", "run", "--silent", "--prefix", "web", ...args];
const format = { name: "format", command: ["node", "scripts/format.mjs"] };
const audit = { name: "audit", command: ["scripts/audit.sh"] };
const webInstall = { name: "web: install", command: ["npm", "ci", "--prefix", "web", "--no-audit", "--no-fund", "--loglevel=error"] };
const webChecks = [
  { name: "web: lint", command: npm("lint"), after: [webInstall] },
  { name: "web: typecheck", command: npm("typecheck"), after: [webInstall] },
  { name: "web: tests", command: npm("test", "--", "--reporter=default", "--reporter=json", `--outputFile=${join(results, "web.json")}`), after: [webInstall], count: () => countVitest("web.json") },
];

const client = (...args) => ["npm", ...args, "--prefix", "clients/typescript"];
const clientInstall = { name: "client: install", command: client("ci", "--no-audit", "--no-fund", "--loglevel=error") };

/** The TypeScript client against the server that the build left. */
function clientTests(after) {
  return {
    name: "client: tests", after: [clientInstall, ...after],
    command: [...client("test", "--silent"), "--", "--reporter=default", "--reporter=json", `--outputFile=${join(results, "client.json")}`],
    count: () => countVitest("client.json"),
  };
}

/** The test project of this name, as the build left it. */
function suite(name, { after, needs, shares }) {
  const report = join(results, `${name}.xml`);
  return {
    name, after, needs, shares, report,
    command: [`tests/${name}/bin/Release/net10.0/${name}`, "-noLogo", "-noColor", "-xml", report],
    count: () => countXunit(report),
  };
}

/** In the order in which they begin where nothing keeps them: the long ones first, the short ones fill the gaps. */
function fastSteps() {
  const build = { name: "build", command: ["dotnet", "build", "scripts/fast.slnf", "--configuration", "Release", "--verbosity", "quiet", "-p:RestoreLockedMode=true"] };
  return [
    ...(isInstalled("web") ? [] : [webInstall]), build, format, ...webChecks,
    suite("Stampede.Engine.Tests", { after: [build] }), suite("Stampede.Domain.Tests", { after: [build] }), suite("Stampede.Proof.Tests", { after: [build] }),
  ];
}

function allSteps() {
  const packages = { name: "packages", command: ["scripts/packages.sh"], shares: 0 };
  const build = {
    name: "build", after: [webInstall],
    command: ["dotnet", "build", "Stampede.slnx", "--configuration", "Release", "--verbosity", "quiet", "-p:RestoreLockedMode=true"],
  };
  const after = [build];
  return [
    ...(isInstalled("web") ? [] : [webInstall]), ...(isInstalled("clients/typescript") ? [] : [clientInstall]), packages, build,
    suite("Stampede.Server.Tests", { after: [build, packages] }),
    // By itself: it judges how soon a shop is itself again.
    suite("Stampede.Faults.Tests", { after: [build, packages], shares: sharesMax }),
    suite("Stampede.Browser.Tests", { after: [build, packages], needs: "chromium" }),
    suite("Stampede.Postgres.Tests", { after }),
    suite("Stampede.Rehearsal.Tests", { after: [build, packages] }),
    suite("Stampede.Engine.Tests", { after }),
    suite("Stampede.Domain.Tests", { after }),
    suite("Stampede.Proof.Tests", { after }),
    ...webChecks, clientTests(after),
    { name: "web: size", command: npm("size"), after },
    format, audit,
  ];
}

/** As the build decides it. */
function isInstalled(folder) {
  const time = (file) => (existsSync(join(folder, file)) ? statSync(join(folder, file)).mtimeMs : 0);
  return time("node_modules/.package-lock.json") >= Math.max(time("package.json"), time("package-lock.json"));
}

function countXunit(report) {
  const summary = read(report).match(/<assembly [^>]*>/)?.[0] ?? "";
  const number = (name) => Number(summary.match(new RegExp(` ${name}="(\\d+)"`))?.[1] ?? 0);
  return { passed: number("passed"), failed: number("failed") + number("errors") };
}

/** Of these test classes, those that took longest: the place to look where a run has become slow. */
function slowestClasses(report) {
  const seconds = new Map();
  for (const [, time, type] of read(report).matchAll(/ time="([\d.]+)"[^>]* type="([^"]+)" method=/g))
    seconds.set(type, (seconds.get(type) ?? 0) + Number(time));
  return [...seconds].sort(([, one], [, other]) => other - one).slice(0, slowestClassesMax);
}

function countVitest(report) {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(read(join(results, report)));
    return { passed: numPassedTests, failed: numFailedTests };
  } catch {
    return { passed: 0, failed: 0 }; // It ended before it could write one: its exit code tells.
  }
}

function read(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function isOnPath(program) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** @returns what went wrong, or null; and the step's own counts */
async function run(step) {
  if (step.needs && !isOnPath(step.needs))
    return { passed: 0, failed: 1, trouble: `needs ${step.needs} on the PATH` };
  const file = join(results, `${step.name.replace(/\W+/g, "-")}.out`);
  const output = openSync(file, "w");
  const [program, ...args] = step.command;
  // A process group of its own: what it starts ends with it.
  const child = spawn(program, args, { stdio: ["ignore", output, output], detached: true });
  step.child = child;
  const patience = setTimeout(() => {
    step.isHanging = true;
    end(child);
  }, minutesMax * 60_000);
  const ending = await new Promise((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("exit", (code, signal) => resolve(code === 0 ? null : `ended with ${code ?? signal}`));
  });
  clearTimeout(patience);
  closeSync(output);
  step.child = null;
  process.stdout.write(`\n== ${step.name}\n${read(file)}`);
  const { passed, failed } = step.count?.() ?? { passed: 0, failed: 0 };
  const trouble = step.isHanging ? `was ended after ${minutesMax} minutes` : ending;
  // One that ends badly without a failed test (a check, a crash, a hang) counts as one failure.
  return { passed, failed: failed === 0 && trouble ? 1 : failed, trouble: failed === 0 && step.count ? trouble : null };
}

/** Asks; and kills the leader alone, for the others clear up after it when it has gone. */
function end(child) {
  try {
    process.kill(-child.pid, "SIGTERM");
  } catch (error) {
    if (error.code !== "ESRCH") throw error; // It has just ended by itself.
  }
  setTimeout(() => child.kill("SIGKILL"), secondsToEnd * 1000).unref();
}

const steps = isFast ? fastSteps() : allSteps();
const outcomes = new Map(); // Of those that have ended, in that order.
const running = new Map();
let interrupted = null;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    interrupted = signal;
    for (const step of running.keys())
      if (step.child) end(step.child);
  });
}

process.on("exit", () => rmSync(results, { recursive: true, force: true }));

const isDone = (step) => !steps.includes(step) || outcomes.has(step);
const isLost = (step) => outcomes.get(step)?.failed > 0;

while (!interrupted) {
  const waiting = steps.filter((step) => !outcomes.has(step) && !running.has(step));
  // After a failed build there may be programs of an earlier one: their results would say nothing. Packages are only wished for.
  const lost = waiting.filter((step) => step.after?.some((before) => isLost(before)));
  for (const step of lost) {
    outcomes.set(step, { passed: 0, failed: 0, seconds: 0, trouble: "did not run" });
  }
  let free = sharesMax - [...running.keys()].reduce((sum, step) => sum + (step.shares ?? 1), 0);
  for (const step of waiting.filter((step) => !outcomes.has(step) && (step.after ?? []).every(isDone))) {
    const shares = step.shares ?? 1;
    if (shares > free) continue;
    free -= shares;
    const began = performance.now();
    console.log(`-- ${step.name} begins`);
    running.set(step, run(step).then((outcome) => {
      running.delete(step);
      outcomes.set(step, { ...outcome, seconds: (performance.now() - began) / 1000 });
    }));
  }
  if (running.size === 0) {
    if (lost.length === 0) break;
    continue;
  }
  await Promise.race(running.values());
}

if (interrupted) {
  await Promise.all(running.values());
  console.log(`\nInterrupted by ${interrupted}.`);
  process.exit(130);
}

console.log("\nSeconds of each, some of them side by side:");
for (const [step, { seconds }] of outcomes) {
  console.log(`  ${step.name.padEnd(26)}${seconds.toFixed(1).padStart(7)}`);
  for (const [type, taken] of step.report ? slowestClasses(step.report) : [])
    console.log(`${taken.toFixed(1).padStart(42)}  ${type.replace(`${step.name}.`, "")}`);
}
console.log(`  ${"all".padEnd(26)}${(performance.now() / 1000).toFixed(1).padStart(7)}`);

const failures = [...outcomes].filter(([, { failed, trouble }]) => failed > 0 || trouble);
if (failures.length > 0)
  console.log(`\nFailed:\n${failures.map(([step, { failed, trouble }]) => `  ${step.name}${trouble ? `: ${trouble}` : ""} (${failed})`).join("\n")}`);
const sum = (what) => [...outcomes.values()].reduce((all, outcome) => all + outcome[what], 0);
const [passed, failed] = [sum("passed"), sum("failed")];
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
