// Holds the sources to the house's rules: format, lint with types, and type checks of sources, tests and page. Prints what fails; changes nothing.
import { spawnSync } from "node:child_process";

const CHECKS = [
	["oxfmt", "--check", "src", "test", "bin"],
	["oxlint", "--type-aware", "--deny-warnings", "src", "test", "bin"],
	["tsc", "--noEmit", "-p", "tsconfig.json"],
	["tsc", "--noEmit", "-p", "test/tsconfig.json"],
	["tsc", "--noEmit", "-p", "src/dashboard/page/tsconfig.json"],
];

for (const [tool, ...args] of CHECKS) {
	const { status, error } = spawnSync(tool, args, { stdio: "inherit", shell: process.platform === "win32" });
	if (error !== undefined || status !== 0) {
		process.stderr.write(`failed: ${tool} ${args.join(" ")}\n`);
		process.exitCode = 1;
	}
}
