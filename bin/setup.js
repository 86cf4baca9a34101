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
	say(`Node ${process.versions.node} is too old for this project (it needs ${OLDEST_MAJOR}): fetching ${manifest.config.runtime} from npm`);
	mkdirSync(".runtime", { recursive: true });
	npm([
		"install",
		"--prefix",
		".runtime",
		"--no-save",
		"--no-package-lock",
		"--no-audit",
		"--no-fund",
		`${RUNTIME_PACKAGE}@${manifest.config.runtime}`,
	]);
	const fetched = findNode();
	if (fetched === undefined)
		die(`npm has no Node for ${process.platform} on ${process.arch}: install Node ${OLDEST_MAJOR} or newer yourself`);
	return fetched;
}

/** npm writes its own record of what is installed when it has finished: that file's age tells whether the lock file changed since. */
function installPackages() {
	const installed = "node_modules/.package-lock.json";
	if (existsSync(installed) && statSync(installed).mtimeMs >= statSync("package-lock.json").mtimeMs) return;
	say("installing the packages of the lock file");
	npm(["ci", "--include=dev", "--no-audit", "--no-fund"]);
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

function npm(args) {
	run(process.platform === "win32" ? "npm.cmd" : "npm", args);
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
	const [file, ...rest] =
		command === "gimps-node" ? [node, "bin/gimps-node.js", ...args] : command === "node" ? [node, ...args] : [command, ...args];
	const child = spawn(file, rest, { stdio: "inherit" });
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

function say(line) {
	process.stderr.write(`gimps-node set-up: ${line}\n`);
}

function die(line) {
	say(line);
	process.exit(1);
}
