// Proofs of PRP tests made and checked in the plainest way, from the protocol and with nothing of src/: what the engine's are held against.
import { createHash } from "node:crypto";

export interface PlainProof {
	readonly header: string;
	/** B and the middles. */
	readonly residues: readonly bigint[];
	readonly bytes: number;
}

export interface Plain {
	readonly number: string;
	readonly modulus: bigint;
	readonly squarings: number;
	readonly power: number;
	readonly base?: bigint;
}

export function plainPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
	let [power, square] = [1n, base];
	for (let left = exponent; left > 0n; left >>= 1n) {
		if (left & 1n) power = (power * square) % modulus;
		square = (square * square) % modulus;
	}
	return power;
}

/** u(i) = x(i)^(2^(span / 2)), x(i+1) = x(i)^h u(i): each middle computed from the start, all squarings anew. */
export function plainProof(
	{ number, modulus, squarings, power, base = 3n }: Plain,
	tamper = (final: bigint) => final,
	{ bytes = Math.ceil(squarings / 8), first }: { readonly bytes?: number; readonly first?: bigint | undefined } = {},
): PlainProof {
	const residues = [tamper(squared(base, squarings, modulus))];
	let hash = sha3(littleEndian(residues[0]!, bytes));
	let start = base;
	let span = squarings;
	for (let i = 0; i < power; i++) {
		span = Math.ceil(span / 2);
		const middle = (i === 0 ? first : undefined) ?? squared(start, span, modulus);
		residues.push(middle);
		hash = sha3(Buffer.concat([hash, littleEndian(middle, bytes)]));
		start = (plainPower(start, hash.readBigUInt64LE(), modulus) * middle) % modulus;
	}
	return { header: `PRP PROOF\nVERSION=2\nHASHSIZE=64\nPOWER=${power}\nNUMBER=${number}\n`, residues, bytes };
}

export function plainFile({ header, residues, bytes }: PlainProof): Buffer {
	return Buffer.concat([Buffer.from(header), ...residues.map((residue) => littleEndian(residue, bytes))]);
}

/** Whether a file proves 3^(2^squarings) modulo that number, without a look for roots of unity. */
export function isPlainlyRight(file: Uint8Array, { number, modulus, squarings, power }: Plain): boolean {
	const header = `PRP PROOF\nVERSION=2\nHASHSIZE=64\nPOWER=${power}\nNUMBER=${number}\n`;
	const bytes = Math.ceil(squarings / 8);
	const content = Buffer.from(file);
	if (!content.toString("latin1").startsWith(header) || content.length !== header.length + (power + 1) * bytes) return false;
	const piece = (i: number) => content.subarray(header.length + i * bytes, header.length + (i + 1) * bytes);
	let [a, b] = [3n, toNumber(piece(0))];
	let hash = sha3(piece(0));
	let span = squarings;
	for (let i = 1; i <= power; i++) {
		const middle = toNumber(piece(i));
		hash = sha3(Buffer.concat([hash, piece(i)]));
		const h = hash.readBigUInt64LE();
		if (span % 2 === 1) b = (b * b) % modulus;
		b = (plainPower(middle, h, modulus) * b) % modulus;
		a = (plainPower(a, h, modulus) * middle) % modulus;
		span = Math.ceil(span / 2);
	}
	return squared(a, span, modulus) === b;
}

function squared(value: bigint, count: number, modulus: bigint): bigint {
	for (let i = 0; i < count; i++) value = (value * value) % modulus;
	return value;
}

function sha3(bytes: Uint8Array): Buffer {
	return createHash("sha3-256").update(bytes).digest();
}

export function littleEndian(value: bigint, bytes: number): Buffer {
	return Buffer.from(Buffer.from(value.toString(16).padStart(2 * bytes, "0"), "hex").toReversed());
}

function toNumber(bytes: Uint8Array): bigint {
	return BigInt(`0x${Buffer.from(bytes.toReversed()).toString("hex")}`);
}
