// The format of all C#. White space, line ends and encoding: `dotnet format` on the bare files, as .editorconfig has them. The order of usings:
// here, because only a loaded solution would check it, and that takes a minute. All other rules are checked by the build.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const whitespace = spawnSync("dotnet", ["format", "whitespace", ".", "--folder", "--verify-no-changes"], { stdio: "inherit" });

/** What usings are sorted by: namespaces, then static ones, then aliases; System first. */
const key = (using) => {
  const [, isStatic, alias, name] = using.match(/^using (static )?(?:(\w+) = )?(.*);$/);
  return [alias ? 2 : isStatic ? 1 : 0, /^System\b/.test(alias ?? name) ? 0 : 1, (alias ?? name).toLowerCase().replaceAll(".", " ")].join();
};

const misplaced = ["src", "tests", "bench"]
  .flatMap((folder) => readdirSync(folder, { recursive: true }).map((file) => join(folder, file)))
  .filter((file) => /\.cs$/.test(file) && !/[\\/](bin|obj)[\\/]/.test(file))
  .flatMap((file) => {
    const usings = readFileSync(file, "utf8").split("\n").map((line) => line.trim()).filter((line) => /^using (static )?[\w.]+( = .*)?;$/.test(line));
    const keys = usings.map(key);
    const at = keys.findIndex((one, i) => i > 0 && one < keys[i - 1]);
    return at < 0 ? [] : [`${file}: "${usings[at]}" belongs before "${usings[at - 1]}"`];
  });
for (const line of misplaced) console.log(line);

process.exitCode = whitespace.status === 0 && misplaced.length === 0 ? 0 : 1;
