// Thousands of new keys that sign what they say: they fill neither the table of journals nor the disk, and an honest newcomer gets in.
import { describe, expect, it } from "vitest";
import { KeyFlood } from "./key-flood.ts";
import { SharedNetwork } from "./shared-network.ts";
import { JOURNALS, STRANGERS_BYTES } from "../../src/search/limits.ts";
import { PAGE_BYTES } from "../../src/search/page.ts";

const HONEST = 4;
const seed = Number(process.env["GIMPS_SEED"] ?? 1);
const OPTIONS = { seed, nodes: HONEST, from: 300_000, to: null, secondsATest: 1, spread: 2, isWatched: false } as const;

/** Bytes that are kept of keys that do not count there. */
function strangersBytes({ core, ledger }: SharedNetwork["daemons"][number]): number {
	const { journals } = core.shared!;
	return ledger.journals.filter(({ key }) => journals.find(key)?.counts !== true).reduce((sum, { bytes }) => sum + bytes, 0);
}

describe("a flood of new keys", () => {
	it("that fill every place: a newcomer is known soon after, those who counted count, and nobody is asked for ever", () => {
		const network = new SharedNetwork(OPTIONS);
		const [newcomer, ...old] = network.daemons.toReversed();
		for (const daemon of old) daemon.up();
		network.run(60_000);
		const known = old.map(({ core }) => core.shared!.evidence.standing.known.length);
		expect(known, `seed ${seed}`).toEqual(old.map(() => HONEST - 2));
		const records = (key: number) => [[400_009 + 2 * key, "X", "false"]] as const;
		const flood = new KeyFlood({ port: 6_000, victims: old.map(({ port }) => port), keys: 1.2 * JOURNALS, records }, network);
		network.run(60_000);
		expect(Math.max(...old.map(({ core }) => core.shared!.journals.size)), `seed ${seed}`).toBeGreaterThan(0.9 * JOURNALS);
		newcomer!.up();
		network.run(60_000);
		for (const { core } of old) {
			const { standing } = core.shared!.evidence;
			expect(standing.counts(core.shared!.journals.find(newcomer!.key)?.number ?? -1), `seed ${seed}`).toBe(true);
			expect(standing.known, `seed ${seed}`).toHaveLength(HONEST - 1);
			expect(core.shared!.journals.size).toBeLessThanOrEqual(JOURNALS);
		}
		const { given } = flood;
		network.run(30_000);
		// What has not grown since it was forgotten is not asked for again.
		expect(flood.given - given, `seed ${seed}`).toBeLessThan(0.1 * JOURNALS);
	});

	it("that write much: what is kept of them is bounded, also after a restart, and of those who count all is kept", () => {
		const network = new SharedNetwork(OPTIONS);
		network.start();
		const [victim] = network.daemons;
		const records = (key: number) => [[400_009, "X", `${key} `.padEnd(PAGE_BYTES - 400, "x")]] as const;
		const flood = new KeyFlood({ port: 6_000, victims: [victim!.port], keys: 3_000, records }, network);
		network.run(60_000);
		expect(flood.given * PAGE_BYTES, `seed ${seed}`).toBeGreaterThan(STRANGERS_BYTES);
		for (const daemon of network.daemons) expect(strangersBytes(daemon), `seed ${seed}`).toBeLessThanOrEqual(STRANGERS_BYTES);
		victim!.down(true, false);
		victim!.up();
		network.run(60_000);
		for (const daemon of network.daemons) expect(strangersBytes(daemon), `seed ${seed}`).toBeLessThanOrEqual(STRANGERS_BYTES);
		const pages = network.daemons.map(({ ledger }) => network.daemons.map(({ key }) => ledger.pagesOf(key).length));
		for (const column of [0, 1, 2, 3]) {
			const counts = pages.map((row) => row[column]!);
			expect(Math.max(...counts) - Math.min(...counts), `seed ${seed}`).toBeLessThanOrEqual(1);
		}
	});
});
