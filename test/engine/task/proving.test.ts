// Proofs as the engine makes them, from the first residue kept to the file, held against the plain verifier; stops and damage on the way.
import { cpSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createEngine } from "../../../src/engine/create-engine.ts";
import type { ResidueResult } from "../../../src/engine/engine.ts";
import { FactorKernel } from "../../../src/engine/factoring/factor-kernel.ts";
import { Factoring } from "../../../src/engine/factoring/factoring.ts";
import { FactoringDepth } from "../../../src/engine/factoring/factoring-depth.ts";
import { CostModel } from "../../../src/engine/host/cost-model.ts";
import { bigIntToBytes } from "../../../src/engine/integers/bigint-bytes.ts";
import { proofPoints } from "../../../src/engine/proof/points.ts";
import { ResidueStore } from "../../../src/engine/proof/residue-store.ts";
import { ExponentTask } from "../../../src/engine/task/exponent-task.ts";
import { powerResidue } from "../reference.ts";
import { isPlainlyRight, plainFile, plainProof } from "../proof/plain-proof.ts";
import { squarers, verifyFile } from "../proof/verify.ts";

let dataDir = "";
beforeEach(async () => void (dataDir = await mkdtemp(join(tmpdir(), "proofs-"))));
afterEach(() => rm(dataDir, { recursive: true }));

function plainOf(exponent: number, power: number) {
	return { number: `M${exponent}`, modulus: (1n << BigInt(exponent)) - 1n, squarings: exponent, power };
}

interface Given {
	readonly signal?: AbortSignal;
	readonly onSquarings?: (count: number) => void;
	readonly onError?: (line: string) => void;
	readonly saveEveryMs?: number;
}

/** A PRP test in the test's own process. */
async function testWithProof(exponent: number, power: number, given: Given = {}): Promise<ResidueResult> {
	const now = (): number => performance.now();
	const factoring = new Factoring(
		{ dataDir: null },
		{ kernel: FactorKernel.load(), depth: new FactoringDepth(), costs: new CostModel(), now },
	);
	const proof = { power, file: join(dataDir, "made.proof") };
	const { signal = new AbortController().signal, onSquarings = () => {}, onError = () => {}, saveEveryMs = 1e6 } = given;
	const task = new ExponentTask(
		{ exponent, kind: "PRP", factorFirst: false, iterations: null, proof, dataDir, saveEveryMs, signal },
		{ squarers, factoring, onProgress: () => {}, onSquarings, onError, now },
	);
	return task.settled();
}

describe("a proof of our own", () => {
	it("is byte for byte the one that is made in the plainest way", async () => {
		for (const [exponent, power] of [
			[127, 3],
			[607, 1],
			[1_279, 5],
			[2_203, 6],
			[4_409, 4],
		] as const) {
			const { proof } = await testWithProof(exponent, power);
			expect(proof, `M${exponent}`).toMatchObject({ version: 2, power, hashSize: 64 });
			const file = await readFile(join(dataDir, "made.proof"));
			expect(file.equals(plainFile(plainProof(plainOf(exponent, power)))), `M${exponent}, power ${power}`).toBe(true);
			expect(await readdir(join(dataDir, "tests")), "what was kept is gone").toEqual([]);
		}
	}, 60_000);

	it("of larger exponents is accepted by the plain verifier", async () => {
		for (const [exponent, power] of [
			[9_689, 7],
			[21_701, 6],
			[30_011, 5],
		] as const) {
			await testWithProof(exponent, power);
			expect(isPlainlyRight(await readFile(join(dataDir, "made.proof")), plainOf(exponent, power)), `M${exponent}`).toBe(true);
		}
	}, 120_000);

	it("is made though the test was stopped again and again", async () => {
		const [exponent, power] = [11_213, 5];
		let stops = 0;
		let result: ResidueResult | undefined;
		while (result === undefined) {
			const abort = new AbortController();
			let done = 0;
			const onSquarings = (count: number): void => {
				done += count;
				if (done > 2_500) abort.abort();
			};
			result = await testWithProof(exponent, power, { signal: abort.signal, onSquarings }).catch((error: unknown) => {
				if (error !== abort.signal.reason) throw error;
				stops++;
				return undefined;
			});
		}
		expect(stops).toBeGreaterThan(2);
		expect(result.prime).toBe(true);
		expect(isPlainlyRight(await readFile(join(dataDir, "made.proof")), plainOf(exponent, power))).toBe(true);
	}, 60_000);

	it("is made from what lies on the disk at any moment: a kill loses nothing", async () => {
		const [exponent, power] = [11_213, 5];
		const copies: string[] = [];
		let done = 0;
		const onSquarings = (count: number): void => {
			done += count;
			if (done < 3_500 * (copies.length + 1)) return;
			copies.push(join(dataDir, `killed-${copies.length}`));
			cpSync(join(dataDir, "tests"), join(dataDir, `killed-${copies.length - 1}`, "tests"), { recursive: true });
		};
		await testWithProof(exponent, power, { onSquarings, saveEveryMs: 0 });
		expect(copies.length).toBeGreaterThan(1);
		const first = await readFile(join(dataDir, "made.proof"));
		for (const copy of copies) {
			dataDir = copy;
			expect((await testWithProof(exponent, power, { onError: expect.unreachable })).proof?.power).toBe(power);
			expect((await readFile(join(copy, "made.proof"))).equals(first)).toBe(true);
		}
		dataDir = dirname(copies[0]!);
	}, 60_000);

	it("is of a lower power where residues were lost, and the operator is told", async () => {
		const lines: string[] = [];
		const abort = new AbortController();
		let done = 0;
		const onSquarings = (count: number): void => void ((done += count) > 9_000 && abort.abort());
		await expect(testWithProof(11_213, 5, { signal: abort.signal, onSquarings })).rejects.toThrow("aborted");
		const folder = join(dataDir, "tests", "M11213-prp-residues");
		const [first, second] = proofPoints(11_213, 5);
		await Promise.allSettled(["unverified", "residue"].map((state) => rm(join(folder, `${first}.${state}`))));
		const result = await testWithProof(11_213, 5, { onError: (line) => lines.push(line) });
		expect(result.proof?.power).toBe(4);
		expect(lines.join("\n")).toContain("a proof of power 4");
		expect(second).toBe(proofPoints(11_213, 4)[0]);
		expect((await verifyFile(join(dataDir, "made.proof"))).refusal).toBeNull();
	});

	it("made by a compute process comes with the result, and its file is checked by one", async () => {
		const engine = await createEngine({ workers: 1, threads: 1, dataDir });
		try {
			const file = join(dataDir, "proof", "M4423.proof");
			const result = await engine.test(4_423, { kind: "PRP", factorFirst: false, proof: { power: 3, file } });
			const verdict = await engine.verifyProof(file);
			expect(result).toMatchObject({ prime: true, proof: { power: 3, file } });
			expect(verdict).toMatchObject({ refusal: null, prime: true, number: "M4423" });
			expect("proof" in result && result.proof).toEqual(verdict.proof);
			await truncate(file, 1_000);
			await expect(engine.verifyProof(file)).rejects.toThrow("bytes, not the");
		} finally {
			await engine.close();
		}
	});
});

describe("the residues that are kept", () => {
	it("stay unverified until a check has passed, and are refused when damaged", async () => {
		const folder = join(dataDir, "residues");
		const store = new ResidueStore({ folder, exponent: 127, power: 3, verified: 0 }, { onFault: (line) => expect.unreachable(line) });
		const points = proofPoints(127, 3);
		for (const point of points.slice(0, 3)) store.take(point, bigIntToBytes(powerResidue(127, point), 16));
		expect(await store.read(points[0]!)).toBeUndefined();
		await store.verified(points[1]!);
		expect(await store.read(points[0]!)).toEqual(plainFile({ header: "", residues: [powerResidue(127, points[0]!)], bytes: 16 }));
		expect(await store.read(points[2]!)).toBeUndefined();
		await truncate(join(folder, `${points[1]}.residue`), 40);
		expect(await store.read(points[1]!)).toBeUndefined();
	});

	it("cost the proof where the disk refuses, and never the test", async () => {
		const lines: string[] = [];
		const folder = join("/dev/null", "residues");
		const store = new ResidueStore({ folder, exponent: 127, power: 3, verified: 0 }, { onFault: (line) => lines.push(line) });
		store.take(16, Uint8Array.of(5));
		store.take(32, Uint8Array.of(5));
		await store.verified(64);
		await store.flush();
		expect(store.next(32)).toBe(Number.POSITIVE_INFINITY);
		expect(lines).toHaveLength(1);
	});

	it("lie at the points of GIMPS's programs", () => {
		expect(proofPoints(216_091, 3)).toEqual([27_012, 54_023, 81_035, 108_046, 135_058, 162_069, 189_081, 216_091]);
		// Those of a lower power are among them.
		for (const exponent of [127, 11_213, 110_503])
			expect(proofPoints(exponent, 5)).toEqual(expect.arrayContaining(proofPoints(exponent, 4)));
	});
});
