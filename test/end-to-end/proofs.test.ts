// Real daemons whose tests carry proofs: the other checks the proof instead of testing again, and finds one that is false.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test, vi } from "vitest";
import { runGimpsNode } from "../commands/gimps-node.ts";
import type { DaemonProcess } from "./daemon-process.ts";
import { Ground } from "./ground.ts";
import { freePorts } from "./ports.ts";

const FALSE_PROVER = fileURLToPath(new URL("false-prover.ts", import.meta.url));
const RANGE = ["--from", "10000", "--to", "10500"] as const;

const ground = new Ground();
afterEach(() => ground.close());
vi.setConfig({ testTimeout: 240_000 });
/** By real time: who begins late on a busy machine finds little to do. */
const LIVE = { retry: 2 };

function start(folder: string, port: number, more: readonly string[], program?: readonly [string, ...string[]]): DaemonProcess {
	const common = ["--data-dir", folder, "--generate-every", "0", "--prove-above", "0", "--kind", "prp", "--double-check", "0"];
	return ground.run(["--port", String(port), ...common, ...RANGE, ...more], program === undefined ? {} : { program });
}

test("a proof is checked by another node, which is then worth a second test; afterwards its file is gone", LIVE, async () => {
	const port = await freePorts(2);
	const folder = ground.folder();
	const one = start(folder, port, ["--exit-when-done"]);
	const two = start(folder, port + 1, ["--peers", String(port), "--exit-when-done"]);
	expect((await Promise.all([one.ended, two.ended])).map(({ code }) => code)).toEqual([0, 0]);
	for (const node of [one, two]) expect(node.log.filter(({ level }) => level === "warn" || level === "error")).toEqual([]);
	const { out } = await runGimpsNode(["results", "--data-dir", folder, "--port", String(port)], { dataDir: folder });
	const results = out
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line) as Record<string, unknown>);
	const proved = results.filter(({ worktype }) => worktype === "PRP-3");
	const exponents = new Set(proved.map(({ exponent }) => exponent));
	expect(exponents.size).toBeGreaterThan(5);
	// Each was tested by one and checked by the other, or two began before they had heard of each other.
	for (const exponent of exponents) {
		const said = proved.filter((result) => result["exponent"] === exponent);
		expect(new Set(said.map(({ key }) => key)).size, String(exponent)).toBe(2);
		expect(new Set(said.map(({ res64 }) => res64)).size, String(exponent)).toBe(1);
	}
	expect(proved.filter(({ verified }) => verified === true).length).toBeGreaterThan(exponents.size / 2);
	for (const node of [port, port + 1]) expect(readdirSync(join(folder, `node-${node}`, "proofs"))).toEqual([]);
});

test("a false proof is refused, and whoever made it is believed nothing more", LIVE, async () => {
	const port = await freePorts(2);
	const folder = ground.folder();
	const liar = start(folder, port, ["--log-level", "debug"], [process.execPath, FALSE_PROVER]);
	const key = (await liar.logged("listening"))["key"];
	await liar.logged("page written");
	const honest = start(folder, port + 1, ["--peers", String(port)]);
	await honest.logged("proof refused", { key });
	await honest.logged("key wrong", { key });
	await honest.logged("range settled");
	const { out } = await runGimpsNode(["results", "--data-dir", folder, "--port", String(port + 1), "--mine"], { dataDir: folder });
	expect(out).not.toContain("DEADBEEF");
	expect(out).not.toContain("verified");
});
