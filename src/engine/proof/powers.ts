// Products of powers on a squarer: all bases share the squarings (Straus), and each is multiplied in by windows of its exponent.
// The odd powers that the windows need lie in the squarer's slots: with fewer slots the windows are narrower.
import type { Breathe } from "../host/breathe.ts";
import type { Digits, Squarer } from "../squaring/squarer.ts";

export interface Power {
	readonly base: Digits;
	/** From 1 up. */
	readonly exponent: bigint;
}

/** Bits squared between two turns of the event loop: some 30 ms. */
const STEP_BITS = 2e8;
/** Bits of an exponent from which a window of one more bit saves more products than its table costs. */
const WINDOW_FROM_BITS = [0, 8, 24, 120, 400] as const;
/** While a table is made: its base, and the base's square. */
const SLOT = { base: 0, squareF: 1 } as const;
export const OTHER_SLOTS = 2;
/** What a product of eight powers makes good use of: more would save 3 %. */
const MOST_SLOTS = 25;
/** A tenth of what a test's process takes in any case. */
const MEMORY_BYTES = 18 * 2 ** 20;
/** A slot's, for each bit of the residue. */
const SLOT_BYTES_A_BIT = 0.45;

/** Slots for a squarer that makes products of powers: at least as many as two take. */
export function productSlots(exponent: number): number {
	return Math.max(OTHER_SLOTS + 2, Math.min(MOST_SLOTS, Math.floor(MEMORY_BYTES / (SLOT_BYTES_A_BIT * exponent))));
}

/** The squarer then holds the product of all powers. Its slots are used. */
export async function loadProduct(squarer: Squarer, powers: readonly Power[], breathe: Breathe): Promise<void> {
	const widths = widthsFor(powers, squarer.slots - OTHER_SLOTS);
	const factors = new Map<number, number[]>();
	let slot = OTHER_SLOTS;
	for (const [i, { base, exponent }] of powers.entries()) {
		const windows = windowsOf(exponent, widths[i] ?? 1);
		keepOddPowers(squarer, base, Math.max(...windows.values()), slot);
		for (const [place, value] of windows) factors.set(place, [...(factors.get(place) ?? []), slot + (value - 1) / 2]);
		slot += tableSize(widths[i] ?? 1);
	}
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
		for (const factor of factors.get(place) ?? []) squarer.multiplyByKept(factor);
	}
}

/** The best window of each power, or where the tables would take too many slots a narrower one, of the shortest exponents first. */
function widthsFor(powers: readonly Power[], slots: number): number[] {
	const bits = powers.map(({ exponent }) => exponent.toString(2).length);
	const widths = bits.map((count) => WINDOW_FROM_BITS.filter((least) => count > least).length);
	const order = [...bits.keys()].toSorted((a, b) => (bits[a] ?? 0) - (bits[b] ?? 0));
	while (widths.reduce((sum, width) => sum + tableSize(width), 0) > slots) {
		const widest = Math.max(...widths);
		const narrowed = order.find((i) => widths[i] === widest);
		if (narrowed === undefined || widest === 1) throw new RangeError(`${slots} slots are too few for ${powers.length} powers`);
		widths[narrowed] = widest - 1;
	}
	return widths;
}

function tableSize(width: number): number {
	return 2 ** (width - 1);
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

/** base^1, base^3, ... base^most as factors, from that slot on. */
function keepOddPowers(squarer: Squarer, base: Digits, most: number, slot: number): void {
	squarer.restore(base);
	squarer.keep(slot);
	if (most === 1) return;
	squarer.put(SLOT.base);
	squarer.square(1);
	squarer.keep(SLOT.squareF);
	squarer.take(SLOT.base);
	for (let value = 3; value <= most; value += 2) {
		squarer.multiplyByKept(SLOT.squareF);
		squarer.keep(slot + (value - 1) / 2);
	}
}
