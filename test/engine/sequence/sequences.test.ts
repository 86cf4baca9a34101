import { describe, expect, it } from "vitest";
import type { SequenceState } from "../../../src/engine/saves/sequence-state.ts";
import { JacobiCheck } from "../../../src/engine/sequence/jacobi-check.ts";
import type { JacobiChecker } from "../../../src/engine/sequence/lucas-lehmer.ts";
import { ProbablePrime, typeOne } from "../../../src/engine/sequence/prp.ts";
import { BigIntSquarer } from "../../../src/engine/squaring/bigint-squarer.ts";
import { lengthFor, nextLength } from "../../../src/engine/squaring/lengths.ts";
import { createSquarer } from "../../../src/engine/squaring/plan.ts";
import { hex64, lucasLehmerResidue, powerResidue, seeded } from "../reference.ts";
import { type Fault, FaultySquarer } from "../squaring/faulty-squarer.ts";
import { runStruck, STRUCK_EXPONENT } from "../squaring/memory-faults.ts";
import { run } from "./run-sequence.ts";

describe("Lucas-Lehmer", () => {
	it("gives the right residue whatever the shift, with a Jacobi check at every turn", async () => {
		const random = seeded(3);
		for (const exponent of [3, 5, 7, 11, 13, 17, 23, 29, 31, 61, 67, 127, 257, 521, 523]) {
			const shift = Math.floor(random() * exponent);
			const jacobi = jacobiChecker(() => true);
			const settings = { kind: "LL", exponent, iterations: exponent - 2, shift, squarer: new BigIntSquarer(exponent), jacobi } as const;
			const { residue, history } = await run(settings);
			expect(residue, `M${exponent} shifted by ${shift}`).toBe(lucasLehmerResidue(exponent, exponent - 2));
			expect(history.errors).toBe(0);
		}
	});

	it("goes back to the last verified state where the Jacobi check fails, and ends right", async () => {
		const random = seeded(4);
		const exponent = 1277;
		let caught = 0;
		const rounds = 40;
		for (let round = 0; round < rounds; round++) {
			const faults: Fault[] = [{ after: 200 + Math.floor(random() * 900), place: random(), bit: Math.floor(random() * 28) }];
			const squarer = new FaultySquarer(new BigIntSquarer(exponent), faults);
			const jacobi = jacobiChecker((iteration) => iteration % 100 === 0 || iteration === exponent - 2);
			const { residue, history } = await run({ kind: "LL", exponent, iterations: exponent - 2, shift: round, squarer, jacobi });
			if (history.errors === 0) continue;
			caught++;
			expect(residue).toBe(lucasLehmerResidue(exponent, exponent - 2));
		}
		// Each fault is seen with probability 1/2: fewer than 8 or more than 32 of 40 has a chance of 1 in 10,000, and the seed is fixed.
		expect(caught).toBeGreaterThan(8);
		expect(caught).toBeLessThan(32);
	});

	it("goes on from a saved state on another length and kernel", async () => {
		const exponent = 2203;
		const states: SequenceState[] = [];
		const abort = new AbortController();
		const first = createSquarer(exponent, { kernel: "wasm-128" });
		const onSave = (state: SequenceState): void => {
			states.push(state);
			if (state.current.iteration > 500) abort.abort();
		};
		const settings = { kind: "LL", exponent, iterations: exponent - 2, shift: 99 } as const;
		await expect(run({ ...settings, squarer: first, signal: abort.signal, saveEveryMs: 0, onSave })).rejects.toThrow("aborted");
		const resume = states.at(-1);
		const squarer = createSquarer(exponent, { length: nextLength(lengthFor(exponent)) });
		const outcome = await run({ ...settings, squarer, ...(resume === undefined ? {} : { resume }) });
		expect(resume?.current.iteration).toBeGreaterThan(500);
		expect(outcome.residue).toBe(0n);
	});
});

describe("PRP", () => {
	it("gives the right type 1 and type 3 residues, whatever the shift", async () => {
		for (const exponent of [3, 5, 7, 11, 13, 23, 31, 37, 61, 67, 127, 257, 521, 523, 1279]) {
			const settings = { kind: "PRP", exponent, iterations: exponent, shift: exponent >> 1, squarer: new BigIntSquarer(exponent) } as const;
			const { residue } = await run(settings);
			expect(residue).toBe(powerResidue(exponent, exponent));
			expect(typeOne(residue, exponent)).toBe(fermatResidue(exponent));
		}
	});

	it.each(["bigint", "wasm-128", "wasm-fma-128", "wasm-fma-256"] as const)("catches and repairs every flipped bit, %s", async (kernel) => {
		const random = seeded(5);
		const exponent = 1511;
		const right = powerResidue(exponent, exponent);
		for (let round = 0; round < 25; round++) {
			const fault = { after: Math.floor(random() * exponent), place: random(), bit: Math.floor(random() * 20) };
			const inner = kernel === "bigint" ? new BigIntSquarer(exponent) : createSquarer(exponent, { kernel });
			const squarer = new FaultySquarer(inner, [fault]);
			const { residue, history } = await run({ kind: "PRP", exponent, iterations: exponent, shift: round, squarer });
			expect(history.errors, JSON.stringify(fault)).toBeGreaterThan(0);
			expect(residue, JSON.stringify(fault)).toBe(right);
		}
	});

	it("repairs several faults in one test", async () => {
		const exponent = 2281;
		const faults = [300, 900, 1500, 2270].map((after) => ({ after, place: 0.4, bit: 3 }));
		const squarer = new FaultySquarer(new BigIntSquarer(exponent), faults);
		const { residue, history } = await run({ kind: "PRP", exponent, iterations: exponent, shift: 1, squarer });
		expect(faults).toEqual([]);
		expect(history.errors).toBeGreaterThan(0);
		expect(residue).toBe(9n);
	});

	it("can be aborted in the middle of a check, and loses nothing by it", async () => {
		const exponent = 1279;
		const options = { exponent, iterations: exponent, shift: 5, checkStep: 3 };
		const sequence = new ProbablePrime(options, { squarer: createSquarer(exponent) });
		while (!sequence.checkDue) sequence.advance(100);
		const before = sequence.state();
		let turns = 0;
		const breathe = (): Promise<void> => (++turns === 4 ? Promise.reject(new Error("enough")) : Promise.resolve());
		await expect(sequence.check(breathe)).rejects.toThrow("enough");
		expect(sequence.state()).toEqual(before);
		expect(sequence.checkDue).toBe(true);
		const resumed = new ProbablePrime({ ...options, resume: before }, { squarer: new BigIntSquarer(exponent) });
		for (const each of [sequence, resumed]) {
			while (!each.finished) {
				if (each.checkDue) expect(await each.check(() => Promise.resolve())).toBe(true);
				else each.advance(100);
			}
			expect(each.result().residue).toBe(9n);
		}
	});

	it("goes on from any saved state and still finds a fault that struck before the save", async () => {
		const exponent = 1279;
		const states: SequenceState[] = [];
		const faults: Fault[] = [{ after: 700, place: 0.7, bit: 5 }];
		const settings = { kind: "PRP", exponent, iterations: exponent, shift: 77 } as const;
		const squarer = new FaultySquarer(new BigIntSquarer(exponent), faults);
		await run({ ...settings, squarer, saveEveryMs: 0, onSave: (state) => states.push(state) });
		expect(states.length).toBeGreaterThan(3);
		for (const resume of states) {
			const { residue } = await run({ ...settings, squarer: new BigIntSquarer(exponent), resume });
			expect(hex64(residue), `from ${resume.current.iteration}`).toBe(hex64(9n));
		}
	});
});

describe("a kernel's memory", () => {
	it("may be struck anywhere, in data, carries or tables: the residue is right in the end", async () => {
		const random = seeded(8);
		let repaired = 0;
		for (let round = 0; round < 60; round++) {
			const outcome = await runStruck({ place: random(), bit: Math.floor(random() * 8), when: random(), round });
			expect(outcome.residue, `round ${round}`).toBe(powerResidue(STRUCK_EXPONENT, STRUCK_EXPONENT));
			if (outcome.history.errors > 0) repaired++;
		}
		expect(repaired).toBeGreaterThan(0);
	});
});

describe("round-off", () => {
	it("takes a longer transform where a digit may have been rounded wrongly", async () => {
		const exponent = 21701;
		// Far too short: 23.6 bits a word.
		const squarer = createSquarer(exponent, { length: 896 });
		const safer = (failed: { readonly transformLength: number }) => createSquarer(exponent, { length: nextLength(failed.transformLength) });
		const settings = { kind: "LL", exponent, iterations: 500, shift: 3, squarer, safer } as const;
		const outcome = await run(settings);
		expect(outcome.history.errors).toBeGreaterThan(0);
		expect(outcome.history.roundOff).toBeLessThanOrEqual(0.4);
		expect(outcome.squarer.transformLength).toBeGreaterThan(896);
		expect(hex64(outcome.residue)).toBe(hex64(lucasLehmerResidue(exponent, 500)));
		expect(outcome.log[0]).toContain("round-off");
	});
});

function jacobiChecker(isDue: (iteration: number) => boolean): JacobiChecker {
	const check = new JacobiCheck({ exponent: 1 }, { now: () => 0 });
	return { isDue, symbol: (value, exponent, breathe) => check.symbol(value, exponent, breathe) };
}

/** 3^(2^p - 2). */
function fermatResidue(exponent: number): bigint {
	const modulus = (1n << BigInt(exponent)) - 1n;
	let power = 1n;
	for (let bit = 0; bit < exponent; bit++) power = (power * power * (bit < exponent - 1 ? 3n : 1n)) % modulus;
	return power;
}
