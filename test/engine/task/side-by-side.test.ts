import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createEngine } from "../../../src/engine/create-engine.ts";
import { laneCount } from "../../../src/engine/squaring/kernels.ts";
import { createLaneSquarer } from "../../../src/engine/squaring/plan.ts";
import { testSideBySide } from "../../../src/engine/task/side-by-side.ts";
import { hex64, lucasLehmerResidue } from "../reference.ts";

const rows: readonly { exponent: number; res64: string }[] = JSON.parse(
	readFileSync(new URL("../vectors/residues.json", import.meta.url), "utf8"),
).wholeLucasLehmer;

const dependencies = {
	create: (exponents: readonly number[]) => createLaneSquarer(exponents),
	lanes: laneCount(),
	goOn: () => true,
	onSquarings: () => {},
	now: () => performance.now(),
};

describe("tests side by side", { timeout: 90_000 }, () => {
	it("give each exponent its own residue, though their tests differ in length", async () => {
		const exponents = [1279, 1289];
		const results = await testSideBySide(exponents, dependencies);
		expect(results?.map(({ exponent, res64, prime }) => ({ exponent, res64, prime }))).toEqual(
			exponents.map((exponent) => ({
				exponent,
				res64: hex64(lucasLehmerResidue(exponent, exponent - 2)),
				prime: exponent === 1279,
			})),
		);
	});

	it("are never more than the lanes", async () => {
		const exponents = Array.from({ length: laneCount() + 1 }, () => 2203);
		await expect(testSideBySide(exponents, dependencies)).rejects.toThrow("lanes");
	});

	it("are given up when nobody wants them, and where the round-off is too large", async () => {
		expect(await testSideBySide([2203, 2203], { ...dependencies, goOn: () => false })).toBeUndefined();
		const create = (exponents: readonly number[]) => createLaneSquarer(exponents, { length: 96 });
		expect(await testSideBySide([2281], { ...dependencies, create })).toBeUndefined();
	});

	it("of an engine agree with the residues that others published", async () => {
		const engine = await createEngine({ workers: 2, threads: 1 });
		const wanted = rows.filter(({ exponent }) => exponent < 20_000);
		const results = await Promise.all(wanted.map(({ exponent }) => engine.test(exponent, { factorFirst: false })));
		await engine.close();
		expect(results.map((result) => ("res64" in result ? result.res64 : result.factor))).toEqual(wanted.map(({ res64 }) => res64));
	});
});
