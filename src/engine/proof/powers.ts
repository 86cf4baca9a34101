// Products of powers on a squarer: all bases share the squarings (Straus), and each is multiplied in by windows of its exponent.
import type { Breathe } from "../host/breathe.ts";
import type { Digits, Factor, Squarer } from "../squaring/squarer.ts";

export interface Power {
	readonly base: Digits;
	/** From 1 up. */
	readonly exponent: bigint;
}

/** Bits squared between two turns of the event loop: some 30 ms. */
const STEP_BITS = 2e8;
/** Bits of an exponent from which a window of one more bit saves more products than its table costs. */
const WINDOW_FROM_BITS = [0, 8, 16, 100, 400] as const;
/** Above this exponent a table would be a good part of all memory. */
const LARGEST_WITH_TABLE = 20_000_000;

/** The squarer then holds the product of all powers. */
export async function loadProduct(squarer: Squarer, powers: readonly Power[], breathe: Breathe): Promise<void> {
	const factors = new Map<number, Factor[]>();
	for (const power of powers) addFactors(squarer, power, factors);
	const step = Math.max(1, Math.floor(STEP_BITS / squarer.exponent));
	squarer.load(1n);
	const places = [...factors.keys()].toSorted((a, b) => b - a);
	let place = places[0] ?? 0;
	let sinceBreath = 0;
	for (const next of places.at(-1) === 0 ? places : [...places, 0]) {
		while (place > next) {
			const count = Math.min(step, place - next);
			squarer.square(count);
			place -= count;
			sinceBreath += count;
			if (sinceBreath < step) continue;
			sinceBreath = 0;
			await breathe();
		}
		for (const factor of factors.get(place) ?? []) squarer.multiplyBy(factor);
	}
}

/** At which places of the exponent which odd power of the base is multiplied in. */
function addFactors(squarer: Squarer, { base, exponent }: Power, factors: Map<number, Factor[]>): void {
	const bits = exponent.toString(2).length;
	const width = squarer.exponent > LARGEST_WITH_TABLE ? 1 : WINDOW_FROM_BITS.filter((least) => bits > least).length;
	const windows = windowsOf(exponent, width);
	const table = oddPowers(squarer, base, Math.max(...windows.values()));
	for (const [place, value] of windows) {
		const factor = table[(value - 1) / 2];
		if (factor === undefined) throw new RangeError(`no power ${value} in the table`);
		factors.set(place, [...(factors.get(place) ?? []), factor]);
	}
}

/** The exponent as a sum of odd numbers below 2^width, each times 2^place. */
function windowsOf(exponent: bigint, width: number): Map<number, number> {
	const bits = exponent.toString(2);
	const windows = new Map<number, number>();
	for (let end = bits.length; end > 0;) {
		if (bits[end - 1] === "0") {
			end--;
			continue;
		}
		const start = Math.max(0, end - width);
		windows.set(bits.length - end, Number.parseInt(bits.slice(start, end), 2));
		end = start;
	}
	return windows;
}

/** base^1, base^3, ... base^most. */
function oddPowers(squarer: Squarer, base: Digits, most: number): Factor[] {
	squarer.restore(base);
	const table = [squarer.factor()];
	if (most === 1) return table;
	squarer.square(1);
	const square = squarer.factor();
	squarer.restore(base);
	for (let value = 3; value <= most; value += 2) {
		squarer.multiplyBy(square);
		table.push(squarer.factor());
	}
	return table;
}
