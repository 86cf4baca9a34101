// The npm package as people get it: packed, installed elsewhere with nothing but what npm has in its cache, and used there.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ROOT } from "./daemon-process.ts";
import { Ground } from "./ground.ts";
import { freePorts } from "./ports.ts";

const ground = new Ground();
afterAll(() => ground.close());

interface Lock {
	readonly packages: Readonly<Record<string, { readonly dev?: true; readonly version: string; readonly dependencies?: object }>>;
}

const app = ground.folder();
const obstacle = existsSync(`${ROOT}dist/cli.js`) ? (packed() ?? installed()) : "the command line is not built";
if (obstacle !== undefined) process.stderr.write(`skipped: the package installed elsewhere, for ${obstacle}\n`);

const installedAt = join(app, "node_modules", "gimps-node");
const program = [process.execPath, join(installedAt, "bin", "gimps-node.js")] as const;

test.skipIf(obstacle !== undefined)("it runs a cluster with its page", { timeout: 60_000 }, async () => {
	const args = ["cluster", "--nodes", "2", "--base-port", String(await freePorts(2)), "--http", "0", "--data-dir", ground.folder()];
	const cluster = ground.run(args, { program, tied: false });
	await cluster.logged("prime found");
	const url = /dashboard: (\S+)/.exec(cluster.stderr)?.[1];
	const page = await (await fetch(`${url}/`)).text();
	const script = /src="([^"]+\.js)"/.exec(page)?.[1];
	expect((await fetch(new URL(script!, url))).status).toBe(200);
	expect(await cluster.end("SIGTERM")).toEqual({ code: 0, signal: null });
});

test.skipIf(obstacle !== undefined)("it tests an exponent, with its kernels", async () => {
	const command = ground.run(["test", "9689", "--json", "--data-dir", ground.folder()], { program, tied: false });
	expect(await command.ended).toEqual({ code: 0, signal: null });
	expect(JSON.parse(command.stdout)).toMatchObject({ status: "P", exponent: 9_689 });
});

test.skipIf(obstacle !== undefined)("it brings the types for a function of --respond", () => {
	const { exports } = JSON.parse(readFileSync(join(installedAt, "package.json"), "utf8")) as {
		exports: { "./respond": { types: string } };
	};
	expect(readFileSync(join(installedAt, exports["./respond"].types), "utf8")).toContain("export type Respond");
});

test.skipIf(obstacle !== undefined)("its version is its own, whatever folder it is called in", async () => {
	const { version } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8")) as { version: string };
	const called = spawnSync(program[0], [program[1], "--version"], { cwd: app, encoding: "utf8" });
	expect([called.status, called.stdout.trim()]).toEqual([0, version]);
});

/** The Node that a login shell finds, where that is too old. */
const shell = spawnSync("bash", ["-lc", "node -p '[process.versions.node, process.execPath].join()'"], {
	encoding: "utf8",
	env: { HOME: process.env["HOME"] ?? "/", PATH: "/usr/local/bin:/usr/bin:/bin" },
});
const [oldVersion = "", oldNode = ""] = (shell.stdout ?? "").trim().split(",");
const isOld = Number.parseInt(oldVersion, 10) < 24;
if (!isOld) process.stderr.write("skipped: the package on an old Node, for a login shell finds none here\n");

test.skipIf(obstacle !== undefined || !isOld)("an old Node is told what to do, and nothing that needs a clone", async () => {
	const command = ground.run([], { program: [oldNode, program[1]], tied: false });
	expect(await command.ended).toEqual({ code: 1, signal: null });
	expect(command.stderr).toMatch(/^gimps-node needs Node 24 or newer, this is [\d.]+: install [^\n]+\n$/);
	expect(command.stderr).not.toContain("npm run build");
});

function npm(args: readonly string[], cwd: string): string | undefined {
	const { status, stderr, error } = spawnSync("npm", args, { cwd, encoding: "utf8", shell: process.platform === "win32" });
	if (status === 0) return undefined;
	return error?.message ?? `npm ${args[0]} failed: ${stderr.split("\n").slice(0, 2).join(" ")}`;
}

function packed(): string | undefined {
	return npm(["pack", "--ignore-scripts", "--pack-destination", app], ROOT);
}

/** By the versions of this project's lock file, so that npm needs nothing of a registry but what it fetched for this clone. */
function installed(): string | undefined {
	const lock: Lock = JSON.parse(readFileSync(`${ROOT}package-lock.json`, "utf8"));
	const { version, dependencies } = lock.packages[""]!;
	const file = `gimps-node-${version}.tgz`;
	const integrity = `sha512-${createHash("sha512")
		.update(readFileSync(join(app, file)))
		.digest("base64")}`;
	const used = Object.entries(lock.packages).filter(([name, { dev }]) => name !== "" && dev !== true);
	const root = { name: "elsewhere", version: "9.9.9", dependencies: { "gimps-node": `file:${file}` } };
	const packages = {
		"": root,
		...Object.fromEntries(used),
		"node_modules/gimps-node": { version, resolved: `file:${file}`, integrity, dependencies },
	};
	writeFileSync(join(app, "package.json"), JSON.stringify({ ...root, private: true }));
	writeFileSync(join(app, "package-lock.json"), JSON.stringify({ ...root, lockfileVersion: 3, requires: true, packages }));
	return npm(["ci", "--offline", "--ignore-scripts", "--no-audit", "--no-fund"], app);
}
