// Every kernel, every T, every way to cut a transform, one thread and more: the whole residue is the one that BigInt has.
import { setFlagsFromString } from "node:v8";
import { expect, test } from "vitest";
import { REVECTORIZE_FLAG } from "../../../src/engine/host/flags.ts";
import { type KernelName, LANE_VARIANTS, VARIANTS } from "../../../src/engine/kernel/variants.ts";
import { BigIntSquarer } from "../../../src/engine/squaring/bigint-squarer.ts";
import { LaneSquarer } from "../../../src/engine/squaring/lane-squarer.ts";
import { TransformSquarer } from "../../../src/engine/squaring/transform-squarer.ts";
import { groupsOf, lengths, type Shape, shapesFor } from "../../../src/engine/transform/shape.ts";
import { randomBelow, seeded } from "../reference.ts";

setFlagsFromString(REVECTORIZE_FLAG);

const LONGEST_OF_ALL_SHAPES = 1792;
const LONGER = [2048, 2560, 6144, 7168, 16_384];

for (const { name, registers } of VARIANTS) {
	test(`${name}: squares, subtracts 2 under a shift, multiplies, at every length up to ${LONGEST_OF_ALL_SHAPES} in every shape`, () => {
		const seed = Date.now();
		const random = seeded(seed);
		for (const length of lengths().filter((words) => words <= LONGEST_OF_ALL_SHAPES)) {
			for (const shape of shapesFor(length, 2 * registers)) checkAgainstBigInt(name, shape, 1, random, seed);
		}
	});

	test(`${name}: longer transforms, gathered and in place`, () => {
		const seed = Date.now();
		const random = seeded(seed);
		for (const length of LONGER) {
			const shapes = shapesFor(length, 2 * registers);
			for (const shape of [shapes.find(({ gathered }) => gathered), shapes.at(-1), shapes[0]]) {
				if (shape !== undefined) checkAgainstBigInt(name, shape, 1, random, seed);
			}
		}
	});

	test.each([2, 3])(`${name}: %i threads, with more and with fewer groups than threads`, (threads) => {
		const seed = Date.now();
		const random = seeded(seed);
		for (const length of [128, 640, 2048]) {
			const shapes = shapesFor(length, 2 * registers);
			const few = shapes.find((shape) => groupsOf(shape) < threads);
			const many = shapes.find((shape) => groupsOf(shape) >= 2 * threads);
			for (const shape of [few, many]) {
				if (shape !== undefined) checkAgainstBigInt(name, shape, threads, random, seed);
			}
		}
	});
}

test.each(LANE_VARIANTS)("$name: every lane as BigInt has it, at every length up to 1280 in every shape", ({ name, registers }) => {
	const seed = Date.now();
	const random = seeded(seed);
	const lanes = 2 * registers;
	for (const length of [...lengths().filter((words) => words <= 1280), 4096]) {
		for (const shape of shapesFor(length, lanes, true)) {
			const exponents = Array.from({ length: lanes }, () => 2 * Math.floor(((7 + 12 * random()) * length) / 2) + 1);
			const squarer = new LaneSquarer({ exponents, shape, kernel: name });
			const references = exponents.map((exponent) => new BigIntSquarer(exponent));
			const context = `seed ${seed}, ${name}, p = ${exponents.join(" ")}, ${JSON.stringify(shape)}`;
			const starts = exponents.map((exponent) => randomBelow(exponent, random));
			const shifts = exponents.map((exponent) => Math.floor(random() * exponent));
			squarer.load(starts);
			references.forEach((reference, i) => reference.load(starts[i] ?? 0n));
			expect(squarer.read(), `${context}: load and read`).toEqual(starts);
			squarer.square(2);
			const ends = squarer.squareMinusTwo(3, shifts);
			for (const reference of references) reference.square(2);
			expect(ends, `${context}: shifts`).toEqual(references.map((reference, i) => reference.squareMinusTwo(3, shifts[i] ?? 0)));
			expect(squarer.read(), context).toEqual(references.map((reference) => reference.read()));
			squarer.close();
		}
	}
});

function checkAgainstBigInt(kernel: KernelName, shape: Shape, threads: number, random: () => number, seed: number): void {
	const bitsPerWord = 7 + 12 * random();
	const exponent = 2 * Math.floor((bitsPerWord * shape.length) / 2) + 1;
	const reference = new BigIntSquarer(exponent);
	const squarer = new TransformSquarer({ exponent, shape, kernel, threads, slots: 3 });
	const context = `seed ${seed}, ${kernel}, p = ${exponent}, ${JSON.stringify(shape)}, ${threads} threads`;
	const start = randomBelow(exponent, random);
	const factor = randomBelow(exponent, random);
	let shift = Math.floor(random() * exponent);
	for (const each of [squarer, reference]) each.load(factor);
	const factors = [squarer.save(), reference.save()] as const;
	for (const each of [squarer, reference]) each.load(start);
	expect(squarer.read(), `${context}: load and read`).toBe(start);
	for (const each of [squarer, reference]) each.square(3);
	expect(squarer.read(), `${context}: square`).toBe(reference.read());
	for (let round = 0; round < 2; round++) {
		const end = squarer.squareMinusTwo(2, shift);
		expect(end, `${context}: shift`).toBe(reference.squareMinusTwo(2, shift));
		shift = end;
	}
	expect(squarer.read(), `${context}: squareMinusTwo`).toBe(reference.read());
	squarer.multiply(factors[0]);
	reference.multiply(factors[1]);
	expect(squarer.read(), `${context}: multiply`).toBe(reference.read());
	// Slots hold what was put there, and the difference of two is a factor too.
	const slotted = [squarer, reference].map((each) => {
		each.put(2);
		each.keep(0);
		each.square(2);
		each.keep(1);
		each.take(2);
		each.multiplyByKept(1);
		// A factor stays one, whatever is multiplied by between.
		each.multiply(each === squarer ? factors[0] : factors[1]);
		each.multiplyByKept(1);
		each.multiplyByKept(0, 1);
		each.square(1);
		each.multiplyByKept(1, 0);
		return each.read();
	});
	expect(slotted[0], `${context}: slots`).toBe(slotted[1]);
	expect(squarer.takeRoundOff(), context).toBeGreaterThan(0);
	expect(squarer.takeRoundOff(), context).toBe(0);
	squarer.close();
	squarer.close();
}
