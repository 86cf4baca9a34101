// Makes a fresh clone ready, doing only what is missing, and then runs the command given to it:
//   node bin/setup.js [COMMAND ARGS...]
// Ready means: a Node that is new enough, the packages of the lock file, and everything built from the present sources.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { findNode, OLDEST_MAJOR, ROOT, RUNTIME_PACKAGE } from "./runtime.js";

const ORPHAN_LOOK_MS = 500;

process.chdir(ROOT);
const manifest = JSON.parse(readFileSync("package.json", "utf8"));

const node = findNode() ?? fetchNode();
process.env.PATH = [dirname(node), join(ROOT, "node_modules", ".bin"), process.env.PATH].join(delimiter);

installPackages();
// A step runs when the text of its inputs differs from the last time that it ran to its end.
build("types", ["src", "tsconfig.json"], [node, "node_modules/typescript/bin/tsc", "-p", "tsconfig.json"]);
build("kernels", ["src/engine/kernel"], [node, "src/engine/kernel/generator/build.ts"]);
build("page", ["src/dashboard/page"], [node, "node_modules/vite/bin/vite.js", "build", "src/dashboard/page", "--logLevel", "warn"]);
runCommand(process.argv.slice(2));

function fetchNode() {
	const { version, integrity } = manifest.config.runtime;
	if (integrity[RUNTIME_PACKAGE] === undefined)
		die(`npm has no Node for ${process.platform} on ${process.arch}: install Node ${OLDEST_MAJOR} or newer yourself`);
	say(`Node ${process.versions.node} is too old for this project (it needs ${OLDEST_MAJOR}): fetching ${version} from npm`);
	// npm holds what it fetches to the hash of a lock file.
	const root = { name: "runtime", version, dependencies: { [RUNTIME_PACKAGE]: version } };
	const packages = { "": root, [`node_modules/${RUNTIME_PACKAGE}`]: { version, integrity: integrity[RUNTIME_PACKAGE] } };
	mkdirSync(".runtime", { recursive: true });
	writeFileSync(".runtime/package.json", JSON.stringify(root));
	writeFileSync(".runtime/package-lock.json", JSON.stringify({ name: "runtime", version, lockfileVersion: 3, requires: true, packages }));
	npm(process.execPath, ["ci", "--prefix", ".runtime", "--ignore-scripts", "--no-audit", "--no-fund"]);
	return findNode() ?? die(`${RUNTIME_PACKAGE} holds no Node: install Node ${OLDEST_MAJOR} or newer yourself`);
}

/** npm writes its own record of what is installed when it has finished: that file's age tells whether the lock file changed since. */
function installPackages() {
	const installed = "node_modules/.package-lock.json";
	if (existsSync(installed) && statSync(installed).mtimeMs >= statSync("package-lock.json").mtimeMs) return;
	say("installing the packages of the lock file");
	npm(node, ["ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund"]);
}

function build(step, inputs, command) {
	const stamp = `dist/.built-${step}`;
	const now = digest([...inputs, "package-lock.json"]);
	if (existsSync(stamp) && readFileSync(stamp, "utf8") === now) return;
	say(`building ${step}`);
	rmSync(stamp, { force: true });
	run(command[0], command.slice(1));
	mkdirSync("dist", { recursive: true });
	writeFileSync(stamp, now);
}

/** SHA-256 over the names and contents of all files below the inputs. */
function digest(inputs) {
	const hash = createHash("sha256");
	for (const file of inputs.flatMap(filesBelow)) hash.update(file).update("\0").update(readFileSync(file)).update("\0");
	return hash.digest("hex");
}

function filesBelow(path) {
	if (!statSync(path).isDirectory()) return [path];
	return readdirSync(path, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name))
		.sort();
}

/** By npm's own script where that is known: Windows has no other program that could be run without a shell. */
function npm(executable, args) {
	const bundled = join(dirname(process.execPath), "node_modules", "npm", "bin", "npm-cli.js");
	const script = [process.env.npm_execpath, bundled].find((path) => path?.endsWith("npm-cli.js") && existsSync(path));
	if (script === undefined) run("npm", args);
	else run(executable, [script, ...args]);
}

/** What the steps print goes to stderr: stdout belongs to the command that is run in the end. */
function run(command, args) {
	const done = spawnSync(command, args, { stdio: ["ignore", 2, 2] });
	if (done.error !== undefined) die(`cannot run ${command}: ${done.error.message}`);
	if (done.status !== 0) die(`failed: ${command} ${args.join(" ")}`);
}

/** Signals reach the command by the terminal's process group or from here; its exit code becomes ours. */
function runCommand([command, ...args]) {
	if (command === undefined) return;
	const script = command === "node" ? [] : [command === "gimps-node" ? "bin/gimps-node.js" : scriptOf(command)];
	const child = spawn(node, [...script, ...args], { stdio: "inherit" });
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
	// A signal to npm ends the shell between npm and this process, and nobody tells us.
	const parent = process.ppid;
	const isOrphan = () => process.env.npm_lifecycle_event !== undefined && process.ppid !== parent;
	setInterval(() => isOrphan() && child.kill("SIGTERM"), ORPHAN_LOOK_MS).unref();
	child.on("error", (error) => die(`cannot run ${command}: ${error.message}`));
	child.on("exit", (code) => {
		process.exitCode = code ?? 1;
	});
}

/** The script behind a package's command of the package's own name. */
function scriptOf(command) {
	const { bin } = JSON.parse(readFileSync(join("node_modules", command, "package.json"), "utf8"));
	return join("node_modules", command, bin[command]);
}

function say(line) {
	process.stderr.write(`gimps-node set-up: ${line}\n`);
}

function die(line) {
	say(line);
	process.exit(1);
}
