// How long n nodes on this machine take to settle a range, from their start to their end: npm run bench:together -- --nodes 1,2,4.
// Each run has new folders. Prints times, processor time, and what was tested more than once; asserts nothing.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readLedger } from "../../src/ledger/read-ledger.ts";
import { recordsOf } from "../../src/search/page.ts";
import { DaemonProcess } from "./daemon-process.ts";
import { freePorts } from "./ports.ts";

const { values } = parseArgs({
	options: {
		nodes: { type: "string", default: "1,2" },
		from: { type: "string", default: "20000" },
		to: { type: "string", default: "40000" },
		rounds: { type: "string", default: "1" },
		"generate-every": { type: "string", default: "10" },
	},
});

/** Seconds that a clock tick of /proc/PID/stat lasts. */
const TICK_SECONDS = 1 / Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

interface Outcome {
	readonly seconds: number;
	/** Of all nodes, from the first log line to "range settled". */
	readonly settledSeconds: number;
	readonly records: number;
	readonly exponents: number;
	readonly tests: number;
}

/** Records that any node wrote, of how many exponents; factors are no tests. */
function recorded(folders: readonly string[]): { readonly records: number; readonly exponents: number; readonly tests: number } {
	const [first] = folders;
	if (first === undefined) throw new Error("no node");
	const reader = readLedger(first);
	try {
		const records = [...reader.pages()].flatMap(recordsOf);
		const exponents = new Set(records.map(({ exponent }) => exponent)).size;
		return { records: records.length, exponents, tests: records.filter((record) => record.kind !== "factor").length };
	} finally {
		reader.close();
	}
}

async function settle(count: number): Promise<Outcome> {
	const folder = mkdtempSync(join(tmpdir(), "together-"));
	const first = await freePorts(count);
	const started = performance.now();
	const nodes = Array.from({ length: count }, (_, index) => {
		const port = first + index;
		const peers = Array.from({ length: index }, (__, other) => first + other).join(",");
		const range = ["--from", values.from, "--to", values.to, "--exit-when-done"];
		const common = ["--workers", "1", "--data-dir", folder, "--generate-every", values["generate-every"]];
		return new DaemonProcess(["--port", String(port), ...(peers === "" ? [] : ["--peers", peers]), ...common, ...range]);
	});
	try {
		const ends = await Promise.all(nodes.map((node) => node.ended));
		const seconds = (performance.now() - started) / 1_000;
		for (const [index, { code }] of ends.entries()) if (code !== 0) throw new Error(`node ${first + index}: ${nodes[index]?.stderr}`);
		const times = nodes.flatMap(({ log }) => log.filter(({ msg }) => msg === "range settled").map(({ time }) => Date.parse(time)));
		const begun = Math.min(...nodes.map(({ log }) => Date.parse(log[0]?.time ?? "")));
		const folders = nodes.map((_, index) => join(folder, `node-${first + index}`));
		return { seconds, settledSeconds: (Math.max(...times) - begun) / 1_000, ...recorded(folders) };
	} finally {
		for (const node of nodes) if (!node.hasEnded) await node.end("SIGKILL");
		rmSync(folder, { recursive: true });
	}
}

/** Processor seconds of this process's children that have ended and were waited for, with theirs. */
function childSeconds(): number {
	const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1]?.split(" ") ?? [];
	return (Number(fields[13]) + Number(fields[14])) * TICK_SECONDS;
}

const counts = values.nodes.split(",").map(Number);
let base: number | undefined;
for (let round = 1; round <= Number(values.rounds); round++) {
	for (const count of counts) {
		const before = childSeconds();
		const { seconds, settledSeconds, records, exponents, tests } = await settle(count);
		if (count === counts[0]) base = seconds;
		const ratio = (seconds / (base ?? seconds)).toFixed(3);
		const busy = (childSeconds() - before).toFixed(1);
		console.log(
			`${count} node${count === 1 ? "" : "s"}: ${seconds.toFixed(1)} s (${ratio}), settled after ${settledSeconds.toFixed(1)} s; ` +
				`processor ${busy} s; ${records} records, ${tests} tests of ${exponents} exponents`,
		);
	}
}
