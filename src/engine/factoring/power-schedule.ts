// The power of P-1's first stage, 2p times the product of the prime powers up to B1, as squarings with few multiplications between.
// From left to right by sliding windows: as the base is 3, what is multiplied by is a small number that no table has to hold.

/** 3 to the power, from the left: start with 3^head, square so often, and after `at` squarings multiply by 3^by. */
export interface PowerSchedule {
	readonly head: number;
	readonly squarings: number;
	/** Rising. */
	readonly at: Uint32Array;
	/** Odd. */
	readonly by: Uint16Array;
}

/** Wider ones would save less than a squaring in a hundred. */
const WIDEST_WINDOW = 16;
/** Bits of the residue for each unit of the window's largest value: 3^value is then short beside it, and cheap to compute. */
const RESIDUE_BITS = 100;
/** 3^15 is still below 2^p - 1 for the exponents from 29 up, which keep this window; smaller ones go bit by bit. */
const NARROW_WINDOW = 4;
const SMALLEST_NARROW = 29;

export function powerSchedule(exponent: number, b1: number): PowerSchedule {
	const bits = (2n * BigInt(exponent) * productUpTo(b1)).toString(2);
	const window = windowFor(exponent);
	const headBits = Math.min(window, bits.length);
	const at: number[] = [];
	const by: number[] = [];
	let next = bits.indexOf("1", headBits);
	while (next >= 0) {
		const end = bits.lastIndexOf("1", next + window - 1) + 1;
		at.push(end - headBits);
		by.push(Number.parseInt(bits.slice(next, end), 2));
		next = bits.indexOf("1", end);
	}
	const head = Number.parseInt(bits.slice(0, headBits), 2);
	return { head, squarings: bits.length - headBits, at: Uint32Array.from(at), by: Uint16Array.from(by) };
}

function windowFor(exponent: number): number {
	if (exponent < SMALLEST_NARROW) return 1;
	return Math.max(NARROW_WINDOW, Math.min(WIDEST_WINDOW, Math.floor(Math.log2(exponent / RESIDUE_BITS))));
}

/** The least common multiple of all numbers up to the bound: of each prime its largest power. About 1.44 bits for each unit of the bound. */
function productUpTo(bound: number): bigint {
	const isComposite = new Uint8Array(bound + 1);
	let factors: bigint[] = [];
	for (let prime = 2; prime <= bound; prime++) {
		if (isComposite[prime] === 1) continue;
		for (let multiple = prime * prime; multiple <= bound; multiple += prime) isComposite[multiple] = 1;
		let power = prime;
		while (power * prime <= bound) power *= prime;
		factors.push(BigInt(power));
	}
	// Neighbours first, so that both sides of each multiplication are about as long.
	while (factors.length > 1) {
		factors = Array.from({ length: Math.ceil(factors.length / 2) }, (_, i) => (factors[2 * i] ?? 1n) * (factors[2 * i + 1] ?? 1n));
	}
	return factors[0] ?? 1n;
}
