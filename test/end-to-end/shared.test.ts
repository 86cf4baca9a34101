// Real daemons that search together: the work is divided, all ledgers hold the same, what was settled is right, and a kill loses nothing.
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { readLedger } from "../../src/ledger/read-ledger.ts";
import { isKnown } from "../../src/search/known.ts";
import type { Page } from "../../src/search/page.ts";
import { recordsOf } from "../../src/search/page.ts";
import type { Record } from "../../src/search/record.ts";
import type { DaemonProcess } from "./daemon-process.ts";
import { Ground } from "./ground.ts";
import { PlainPeer } from "./plain-peer.ts";
import { freePorts } from "./ports.ts";
import { until } from "./until.ts";

const ground = new Ground();
afterEach(() => ground.close());

/** Two nodes on a machine that may be busy with other tests. */
const PATIENCE_MS = 240_000;
vi.setConfig({ testTimeout: PATIENCE_MS });
/** Both run by real time: where one of two starts late on a busy machine, the other may have done all; that is given another try. */
const LIVE = { retry: 2 };

interface Vector {
	readonly exponent: number;
	readonly type: string;
	readonly res64: string;
}

class Club {
	readonly folder = ground.folder();
	readonly #first: number;
	readonly #range: readonly string[];

	constructor(first: number, range: readonly string[]) {
		this.#first = first;
		this.#range = range;
	}

	start(index: number, more: readonly string[] = []): DaemonProcess {
		const port = this.#first + index;
		const peers = index === 0 ? [] : ["--peers", String(port - 1)];
		const common = ["--data-dir", this.folder, "--workers", "1", "--generate-every", "0", "--http", "0"];
		return ground.run(["--port", String(port), ...peers, ...common, ...this.#range, ...more]);
	}

	/** Pages in the ledger of a node. */
	pages(index: number): Page[] {
		const reader = readLedger(join(this.folder, `node-${this.#first + index}`));
		try {
			return [...reader.pages()];
		} finally {
			reader.close();
		}
	}

	records(index: number): Record[] {
		return this.pages(index).flatMap(recordsOf);
	}
}

function names(pages: readonly Page[]): string[] {
	return pages.map(({ key, seq, sig }) => `${key} ${seq} ${sig}`).sort();
}

test(
	"two nodes settle a range together, end by themselves, and keep the same pages; residues are those of other programs",
	LIVE,
	async () => {
		const club = new Club(await freePorts(2), ["--from", "9000", "--to", "17000", "--exit-when-done"]);
		const [one, two] = [club.start(0), club.start(1)];
		expect(await Promise.all([one.ended, two.ended])).toEqual([
			{ code: 0, signal: null },
			{ code: 0, signal: null },
		]);
		for (const node of [one, two]) {
			await node.logged("range settled", { from: 9_000, to: 17_000 });
			expect(node.log.filter(({ level }) => level === "warn" || level === "error")).toEqual([]);
		}
		expect(names(club.pages(0))).toEqual(names(club.pages(1)));
		const records = club.records(0);
		const tested = records.filter((record) => record.kind !== "factor");
		const primes = new Set(tested.filter(({ res64 }) => /^0+$/.test(res64)).map(({ exponent }) => exponent));
		expect([...primes].sort((a, b) => a - b)).toEqual([9_689, 9_941, 11_213]);
		const authors = new Set(club.pages(0).map(({ key }) => key));
		expect(authors.size).toBe(2);
		// Beyond what was checked on purpose, hardly anything was done twice.
		const distinct = new Set(records.map(({ exponent }) => exponent)).size;
		console.log(`${records.length} records of ${distinct} exponents`);
		expect(records.length - distinct).toBeLessThan(0.25 * distinct);
		const vectors = JSON.parse(readFileSync(new URL("../engine/vectors/residues.json", import.meta.url), "utf8")) as {
			readonly wholeLucasLehmer: Vector[];
		};
		const compared = vectors.wholeLucasLehmer.flatMap(({ exponent, res64 }) =>
			tested.filter((record) => record.exponent === exponent).map((record) => [exponent, record.res64, res64] as const),
		);
		expect(compared.length).toBeGreaterThan(3);
		for (const [exponent, ours, theirs] of compared) expect([exponent, ours]).toEqual([exponent, theirs]);
	},
);

test("a node that is killed loses nothing that it told, is the same node afterwards, and goes on", LIVE, async () => {
	const club = new Club(await freePorts(2), ["--from", "20000", "--to", "24000", "--exit-when-done"]);
	const one = club.start(0);
	const two = club.start(1);
	const key = (await two.logged("listening"))["key"];
	await one.logged("key known", { key });
	await two.end("SIGKILL");
	const told = names(club.pages(0).filter((page) => page.key === key));
	expect(told.length).toBeGreaterThan(0);
	expect(names(club.pages(1))).toEqual(expect.arrayContaining(told));
	const again = club.start(1);
	expect((await again.logged("listening"))["key"]).toBe(key);
	expect(await Promise.all([one.ended, again.ended])).toEqual([
		{ code: 0, signal: null },
		{ code: 0, signal: null },
	]);
	expect(names(club.pages(0))).toEqual(names(club.pages(1)));
	for (const node of [one, again]) expect(node.log.filter(({ level }) => level === "error")).toEqual([]);
});

test("a restarted node knows its largest prime, and a settled range ends at once", async () => {
	const club = new Club(await freePorts(1), ["--from", "9600", "--to", "9999"]);
	const first = club.start(0);
	await first.logged("range settled");
	await first.logged("prime found", { exponent: 9_941 });
	await first.end("SIGTERM");
	const again = await club.start(0, ["--exit-when-done"]).listening();
	expect((await again.state()).biggest_prime).toBe(9_941);
	expect(await again.ended).toEqual({ code: 0, signal: null });
	expect(again.log.filter(({ msg }) => msg === "prime found")).toEqual([]);
});

test("a stranger's PRIME for 136,279,841 shows as the largest and moves nobody's work", async () => {
	const port = await freePorts(1);
	const club = new Club(port, ["--from", "20000", "--to", "20600"]);
	const node = await club.start(0).listening();
	const peer = await PlainPeer.dial(port, 5_999);
	try {
		await peer.greet();
		peer.say("PRIME", { ttl: 2, data: 136_279_841 });
		await node.logged("largest prime", { exponent: 136_279_841 });
		expect(isKnown(136_279_841)).toBe(true);
		await node.logged("range settled", { from: 20_000, to: 20_600 });
		expect(new Set(club.records(0).map(({ exponent }) => Math.floor(exponent / 1_000)))).toEqual(new Set([20]));
	} finally {
		peer.close();
	}
});

test("a peer of the base protocol hears one word that it does not know, and is served as ever", async () => {
	const port = await freePorts(1);
	const node = await new Club(port, ["--from", "20000", "--to", "20300"]).start(0).listening();
	const peer = await PlainPeer.dial(port, 5_999);
	try {
		await peer.greet();
		await node.logged("range settled");
		await peer.greet();
		const unknown = peer.received.filter(({ msg_type }) => !["PING", "PONG", "PRIME"].includes(msg_type));
		expect(unknown.map(({ msg_type }) => msg_type)).toEqual(["HAVE"]);
		for (const message of unknown) expect(message).toMatchObject({ msg_forwarder: port, msg_originator: port, ttl: 0 });
	} finally {
		peer.close();
	}
});

test("a second process finds the folder in use, and says by whom", async () => {
	const club = new Club(await freePorts(1), ["--from", "20000"]);
	const first = await club.start(0).listening();
	const second = club.start(0);
	expect(await second.ended).toMatchObject({ code: 1 });
	expect(second.stderr.trim().split("\n")).toHaveLength(1);
	expect(second.stderr).toContain(String(first.pid));
});

test("two nodes of one copied data folder find out, take new keys by themselves, and settle the range", LIVE, async () => {
	const first = await freePorts(3);

	const club = new Club(first, ["--from", "20000"]);
	// It has a key and a page, and is copied.
	const original = club.start(1);
	const key = (await original.logged("listening"))["key"];
	await until("a page is written", () => club.pages(1).length > 0);
	await original.end("SIGTERM");
	cpSync(join(club.folder, `node-${first + 1}`), join(club.folder, `node-${first + 2}`), { recursive: true });
	// Each writes a page of its own, without the other.
	const before = club.pages(1).length;
	for (const index of [1, 2]) {
		const alone = club.start(index);
		await until("it writes on", () => club.pages(index).length > before);
		await alone.end("SIGKILL");
	}
	const nodes = [0, 1, 2].map((index) => club.start(index, ["--to", "21000", "--exit-when-done"]));
	for (const node of nodes.slice(1)) {
		await node.logged("own journal forked");
		const keys = await until("it listens again", () => {
			const lines = node.log.filter(({ msg }) => msg === "listening").map((line) => line["key"]);
			return lines.length === 2 ? lines : undefined;
		});
		expect(keys[0]).toBe(key);
		expect(keys[1]).not.toBe(key);
		const told = node.log.filter(({ ledger }) => String(ledger).includes(String(key)));
		expect(told).toHaveLength(1);
	}
	for (const node of nodes) {
		expect(await node.ended).toEqual({ code: 0, signal: null });
		await node.logged("range settled", { from: 20_000, to: 21_000 });
	}
});
