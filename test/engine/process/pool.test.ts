import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { constants, getPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createEngine } from "../../../src/engine/create-engine.ts";
import {
	type Engine,
	EngineError,
	type EngineOptions,
	type FactorProgress,
	type TestResult,
	type TrialResult,
} from "../../../src/engine/engine.ts";
import { isPrime } from "../../../src/engine/exponent.ts";
import { hex64, lucasLehmerResidue, MERSENNE_EXPONENTS, powerResidue } from "../reference.ts";

const BIG = 216_091;

describe("the pool", { timeout: 120_000 }, () => {
	const open: Engine[] = [];
	const log: string[] = [];
	let dataDir = "";
	const engine = async (options: Partial<EngineOptions> = {}): Promise<Engine> => {
		const made = await createEngine({ workers: 2, threads: 1, onLog: (line) => log.push(line), ...options });
		open.push(made);
		return made;
	};

	beforeEach(async () => {
		dataDir = await mkdtemp(join(tmpdir(), "engine-"));
		log.length = 0;
	});
	afterEach(async () => {
		for (const each of open.splice(0)) await each.close();
		await rm(dataDir, { recursive: true });
	});

	it("settles every prime exponent up to 1,300 by LL, with the right residues", async () => {
		const { test } = bound(await engine());
		const exponents = Array.from({ length: 1300 }, (_, n) => n).filter((n) => n >= 3 && isPrime(n));
		const results = await Promise.all(exponents.map((exponent) => test(exponent, { factorFirst: false })));
		expect(results.filter((result) => result.prime).map(({ exponent }) => exponent)).toEqual(
			MERSENNE_EXPONENTS.filter((n) => n >= 3 && n <= 1300),
		);
		for (const result of results) expect(residueOf(result)).toBe(hex64(lucasLehmerResidue(result.exponent, result.exponent - 2)));
	});

	it("gives the same verdicts by PRP and after factoring, and proper factors", async () => {
		const { test } = bound(await engine());
		const exponents = Array.from({ length: 700 }, (_, n) => n).filter((n) => n >= 3 && isPrime(n));
		for (const options of [{ kind: "PRP" }, {}] as const) {
			const results = await Promise.all(exponents.map((exponent) => test(exponent, options)));
			for (const result of results) {
				expect(result.prime, `M${result.exponent}`).toBe(MERSENNE_EXPONENTS.includes(result.exponent));
				if (!("factor" in result)) continue;
				const factor = BigInt(result.factor);
				const number = (1n << BigInt(result.exponent)) - 1n;
				expect([factor > 1n, factor < number, number % factor]).toEqual([true, true, 0n]);
			}
		}
	});

	it("proves the Mersenne primes up to 2^21701 - 1", async () => {
		const { test } = bound(await engine());
		for (const exponent of [4253, 4423, 9689, 9941, 11213, 19937, 21701])
			expect(await test(exponent), `M${exponent}`).toMatchObject({ prime: true, errors: 0 });
	});

	it("gives interim residues", async () => {
		const { test } = bound(await engine());
		expect(residueOf(await test(22679, { iterations: 100 }))).toBe("27F79B322B31FDA9");
		expect(residueOf(await test(22679, { iterations: 1000, kind: "PRP" }))).toBe("9434BF04E9DD6590");
		expect(residueOf(await test(1283, { iterations: 1283, kind: "PRP" }))).not.toBe(hex64(powerResidue(1283, 1283)));
	});

	it("saves when aborted, goes on from there, and takes nothing from a damaged save", async () => {
		const { test } = bound(await engine({ dataDir }));
		const reason = new Error("enough");
		const first = new AbortController();
		let reached = 0;
		const stopped = test(BIG, {
			factorFirst: false,
			signal: first.signal,
			onProgress: ({ iteration }) => {
				reached = iteration;
				if (iteration > 3000) first.abort(reason);
			},
		});
		await expect(stopped).rejects.toBe(reason);
		const second = new AbortController();
		const iterations: number[] = [];
		const onProgress = ({ iteration }: { readonly iteration: number }): void => {
			iterations.push(iteration);
			second.abort(reason);
		};
		await expect(test(BIG, { factorFirst: false, signal: second.signal, onProgress })).rejects.toBe(reason);
		expect(iterations[0]).toBeGreaterThanOrEqual(reached);
		const tests = join(dataDir, "tests");
		for (const name of await readdir(tests)) await writeFile(join(tests, name), "gone");
		expect(residueOf(await test(BIG, { iterations: 50 }))).toBe(hex64(lucasLehmerResidue(BIG, 50)));
		expect(await test(1279)).toMatchObject({ prime: true });
	});

	it("repeats the tests of a compute process that was killed, from their saves", async () => {
		const made = await engine({ dataDir, workers: 1, saveEverySeconds: 0.2 });
		let killed = false;
		const result = made.test(859_433, {
			iterations: 10_000,
			onProgress: () => {
				if (killed) return;
				killed = true;
				for (const pid of computeProcesses()) process.kill(pid, "SIGKILL");
			},
		});
		// The tests behind it must not be lost either.
		const others = [1279, 1283].map((exponent) => made.test(exponent));
		expect(residueOf(await result)).toBe("3C4AD525C2D0AED0");
		expect((await Promise.all(others)).map(({ prime }) => prime)).toEqual([true, false]);
		expect(killed).toBe(true);
		expect(log.join()).toContain("died");
	});

	it("rejects at once what is aborted before its turn, and everything once closed", async () => {
		const made = await engine({ workers: 1 });
		const abort = new AbortController();
		const running = made.test(BIG, { factorFirst: false });
		const waiting = made.test(86_243, { factorFirst: false, signal: abort.signal });
		abort.abort(new Error("not wanted"));
		await expect(waiting).rejects.toThrow("not wanted");
		const closed = expect(running).rejects.toThrow("closed");
		await made.close();
		await made.close();
		await closed;
		await expect(made.test(5)).rejects.toThrow("closed");
		expect(computeProcesses()).toEqual([]);
	});

	it("looks for factors by trial and by P-1, in a process at the lowest priority", async () => {
		const made = await engine({ workers: 1 });
		expect(await made.factor(60_000_359, { method: "TF", bits: 30 })).toMatchObject({ method: "TF", factor: "120000719" });
		expect(await made.factor(13, { method: "TF", bits: 20 })).toMatchObject({ factor: null });
		expect(await made.factor(67, { method: "P-1", b1: 2677 })).toMatchObject({ method: "P-1", factor: "193707721", b1: 2677 });
		expect(await made.factor(67, { method: "P-1", b1: 2676 })).toMatchObject({ factor: null });
		expect(await made.factor(60_000_359, { method: "TF", from: 38, bits: 41 })).toMatchObject({ factor: null, from: 38, bits: 41 });
		// Deeper than pays: nothing is done. With the depth that pays, whole bits.
		expect(await made.factor(1_000_003, { method: "TF", from: 70 })).toMatchObject({ factor: null, from: 70, bits: 70 });
		const { bits } = (await made.factor(1_000_003, { method: "TF", from: 40 })) as TrialResult;
		expect([bits >= 40, bits % 1]).toEqual([true, 0]);
		const pays = { method: "P-1", b1: "paying", factoredBits: 75, testsSaved: 1 } as const;
		expect(await made.factor(1_000_003, pays)).toMatchObject({ method: "P-1", b1: 0, factor: null });
		const [pid] = computeProcesses();
		expect(getPriority(pid)).toBe(constants.priority.PRIORITY_LOW);
		await expect(made.factor(1009, { method: "TF", bits: 80 })).rejects.toThrow(EngineError);
	});

	it("remembers how far trial factoring came when aborted, and goes on from there", async () => {
		const made = await engine({ dataDir, workers: 1 });
		const done = async (reports: number): Promise<number> => {
			const abort = new AbortController();
			const shares: number[] = [];
			const onProgress = (progress: FactorProgress): void => {
				if (progress.kind === "TF") shares.push(progress.done);
				if (shares.length === reports) abort.abort(new Error("enough"));
			};
			await expect(made.factor(1_000_003, { method: "TF", bits: 62 }, { signal: abort.signal, onProgress })).rejects.toThrow("enough");
			return shares[0] ?? 0;
		};
		const first = await done(4);
		expect(first).toBeGreaterThan(0);
		expect(await readdir(join(dataDir, "tests"))).toEqual(["M1000003-factoring.json"]);
		expect(await done(1)).toBeGreaterThan(first);
	});

	it("never runs anything with no workers", async () => {
		const made = await engine({ workers: 0 });
		const abort = new AbortController();
		const never = made.test(5, { signal: abort.signal });
		expect(made.parallel).toBe(0);
		abort.abort(new Error("gave up"));
		await expect(never).rejects.toThrow("gave up");
		expect(computeProcesses()).toEqual([]);
	});
});

function bound(engine: Engine): Pick<Engine, "test"> {
	return { test: (exponent, options) => engine.test(exponent, options) };
}

function residueOf(result: TestResult): string {
	if ("factor" in result) throw new Error(`M${result.exponent} was factored`);
	return result.res64;
}

/** Children of this process that compute. */
function computeProcesses(): number[] {
	const rows = execFileSync("ps", ["-o", "pid=,ppid=,args=", "-A"], { encoding: "utf8" }).split("\n");
	return rows.flatMap((row) => {
		const [pid, parent, ...args] = row.trim().split(/\s+/);
		return Number(parent) === process.pid && args.join(" ").includes("engine/process/compute") ? [Number(pid)] : [];
	});
}
