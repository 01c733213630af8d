// Programs that are run to their end, or started and ended again.
import { execFileSync, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** A piece that cannot be tried here: no failure, but said by name. */
export class Skipped extends Error {}

const secondsMax = 900;
const started = new Set();

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => endAll().then(() => process.exit(130)));

function isHere(program) {
  // Where administrators' programs are, for whoever is none.
  process.env.PATH = [...new Set([...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"])].join(delimiter);
  return process.env.PATH.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** @returns the program's name */
export async function install(program, debianPackage) {
  if (!isHere(program)) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", debianPackage], { env })
      .catch(() => run("apt-get", ["update", "-qq"]).then(() => run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", debianPackage], { env })))
      .catch(() => null);
    if (!isHere(program)) throw new Skipped(`there is no ${program}, and it could not be installed (apt-get install ${debianPackage})`);
  }
  return program;
}

/** To its end. Throws what it said, where that is not 0. */
export function run(program, args, { env = process.env, cwd } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, cwd, stdio: ["ignore", "pipe", "pipe"], timeout: secondsMax * 1000 });
    let output = "";
    let errors = "";
    child.stdout.on("data", (data) => (output += data));
    child.stderr.on("data", (data) => (errors += data));
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve({ output, errors }) : reject(new Error(`${program} ${args.join(" ")} ended with ${code}: ${(errors + output).slice(-2000)}`))));
  });
}

/** Goes on until `end`, or until this process ends. `heard` is all that it has said. */
export function start(program, args, { env = process.env, cwd } = {}) {
  const child = spawn(program, args, { env, cwd, stdio: ["ignore", "pipe", "pipe"] });
  const program_ = { child, heard: "", isOver: false };
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (program_.heard += data));
  program_.ended = new Promise((resolve) => {
    child.on("error", (error) => ((program_.heard += error.message), (program_.isOver = true), resolve(null)));
    child.on("close", (code) => ((program_.isOver = true), started.delete(program_), resolve(code)));
  });
  started.add(program_);
  return program_;
}

export async function end(program, signal = "SIGTERM") {
  if (!program.isOver) program.child.kill(signal);
  return program.ended;
}

/** Last started, first ended: servers before the one whose PostgreSQL they use. */
export async function endAll() {
  for (const program of [...started].reverse()) {
    const patience = setTimeout(() => program.child.kill("SIGKILL"), 60_000);
    await end(program);
    clearTimeout(patience);
  }
}

/** Looks until it is so, for a bounded time. */
export async function until(what, condition, secondsOfPatience = 60) {
  for (const over = Date.now() + secondsOfPatience * 1000; Date.now() < over; ) {
    const seen = await condition();
    if (seen) return seen;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Not within ${secondsOfPatience} s: ${what}`);
}

export function isRoot() {
  return execFileSync("id", ["-u"], { encoding: "utf8" }).trim() === "0";
}
