import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seeded } from "../reference.ts";
import { isPlainlyRight, plainFile, type PlainProof, plainPower, plainProof } from "./plain-proof.ts";
import { verifyBytes, verifyFile } from "./verify.ts";

const F14 = fileURLToPath(new URL("../vectors/F14.proof", import.meta.url));
let folder = "";
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "proofs-"))));
afterAll(() => rm(folder, { recursive: true }));

function mersenne(exponent: number, power: number) {
	return { number: `M${exponent}`, modulus: (1n << BigInt(exponent)) - 1n, squarings: exponent, power };
}

describe("a true proof", () => {
	it("that mprime made is accepted", async () => {
		const verdict = await verifyFile(F14);
		expect(verdict).toMatchObject({
			exponent: 16_384,
			base: 3,
			refusal: null,
			prime: false,
			residueType: 5,
			proof: { power: 5, hashSize: 64 },
		});
		expect(verdict.number).toMatch(/^\(F14\)\//);
	});

	it.each([
		[127, 3, true],
		[521, 1, true],
		[1_277, 4, false],
		[1_279, 5, true],
		[2_203, 6, true],
		[3_001, 2, false],
	])("of M%i with power %i is accepted, and says what the residue is", async (exponent, power, prime) => {
		const plain = mersenne(exponent, power);
		const proof = plainProof(plain);
		const file = plainFile(proof);
		expect(isPlainlyRight(file, plain)).toBe(true);
		let typeOne = proof.residues[0]!;
		while (typeOne % 9n !== 0n) typeOne += plain.modulus;
		typeOne /= 9n;
		expect((9n * typeOne) % plain.modulus).toBe(proof.residues[0]);
		expect(await verifyBytes(folder, file)).toMatchObject({ refusal: null, prime, residueType: 1, res64: hex(typeOne) });
	});

	it("of a cofactor is accepted, and says whether that is a probable prime", async () => {
		for (const [number, exponent, prime] of [
			["M67/193707721", 67, true],
			["M29/233/1103", 29, true],
			["(M947)/295130657", 947, false],
		] as const) {
			const plain = { ...mersenne(exponent, 2), number };
			expect(await verifyBytes(folder, plainFile(plainProof(plain))), number).toMatchObject({ refusal: null, prime, residueType: 5 });
		}
	});

	it("of k * 2^n + c, of another base, and of several parts is accepted", async () => {
		const proth = { number: "27*2^1002+1", modulus: 27n * 2n ** 1002n + 1n, squarings: 1_002, power: 3, base: 3n ** 27n };
		const file = { ...plainProof(proth), bytes: Math.ceil(1_007 / 8) };
		expect((await verifyBytes(folder, plainFile(rehashed(proth, file.bytes)))).refusal).toBeNull();
		const five = plainProof({ ...mersenne(607, 3), base: 5n });
		const header = five.header.replace("NUMBER", "BASE=5\nNUMBER");
		expect(await verifyBytes(folder, plainFile({ ...five, header }))).toMatchObject({ refusal: null, prime: true, base: 5 });
		const { header: double, residues } = severalParts(1_279, 3, 2);
		const parts = await verifyBytes(folder, plainFile({ header: double, residues, bytes: 160 }));
		expect(parts).toMatchObject({ refusal: null, prime: true, multiplicity: 2 });
		const wrong = residues.with(0, residues[0]! ^ 1n);
		expect((await verifyBytes(folder, plainFile({ header: double, residues: wrong, bytes: 160 }))).refusal).not.toBeNull();
	});
});

describe("a false proof", () => {
	it("with one bit flipped in any residue is refused", async () => {
		const seed = Date.now();
		const random = seeded(seed);
		for (const [file, least] of [
			[await readFile(F14), 108],
			[plainFile(plainProof(mersenne(1_279, 4))), 64],
			[plainFile(plainProof(mersenne(2_207, 3))), 64],
		] as const) {
			const start = Math.max(least, file.lastIndexOf("NUMBER=") + file.subarray(file.lastIndexOf("NUMBER=")).indexOf("\n") + 1);
			for (let round = 0; round < 8; round++) {
				const place = start + Math.floor(random() * (file.length - start));
				const flipped = Buffer.from(file);
				flipped[place] = flipped[place]! ^ (1 << Math.floor(random() * 8));
				const verdict = await verifyBytes(folder, flipped).catch((error: unknown) => ({ refusal: String(error) }));
				expect(verdict.refusal, `seed ${seed}, byte ${place}`).not.toBeNull();
			}
		}
	}, 120_000);

	it("that hides a prime by a root of unity is refused, though its equation holds", async () => {
		const plain = mersenne(1_279, 3);
		const { modulus } = plain;
		// Orders that divide 2 (2^1278 - 1), prime and composite. Of order 3 there is none by chance.
		for (const order of [2n, 7n, 19n, 63n]) {
			const hidden = hiddenPrime(order);
			expect(isPlainlyRight(plainFile(hidden), plain), `order ${order}`).toBe(true);
			expect(hidden.residues[0]).not.toBe(9n);
			const verdict = await verifyBytes(folder, plainFile(hidden));
			expect(verdict.refusal, `order ${order}`).toContain("root of unity");
			expect(verdict.prime).toBe(false);
		}

		/** Tries roots in B and the first middle until the equation holds by chance. */
		function hiddenPrime(order: bigint): PlainProof {
			let generator = 3n;
			let root = 1n;
			while (!isOfOrder(root, order)) root = plainPower(++generator, (modulus - 1n) / order, modulus);
			const honest = plainProof(plain);
			for (let inFinal = 1n; inFinal < order; inFinal++) {
				for (let inMiddle = 0n; inMiddle < order; inMiddle++) {
					const final = (9n * plainPower(root, inFinal, modulus)) % modulus;
					const middle = (honest.residues[1]! * plainPower(root, inMiddle, modulus)) % modulus;
					const forged = forgedFrom(final, middle);
					if (isPlainlyRight(plainFile(forged), plain)) return forged;
				}
			}
			throw new Error(`no forgery of order ${order}`);
		}

		function isOfOrder(root: bigint, order: bigint): boolean {
			for (let i = 1n; i < order; i++) if (plainPower(root, i, modulus) === 1n) return false;
			return true;
		}

		/** The later middles follow from the forged first one, honestly. */
		function forgedFrom(final: bigint, first: bigint): PlainProof {
			return rehashed({ ...plain, base: 3n }, 160, [final, first]);
		}
	}, 120_000);

	it("made of zeros, or of what is no residue, is refused", async () => {
		const { header, residues, bytes } = plainProof(mersenne(1_279, 3));
		const zeros = plainFile({ header, residues: residues.map(() => 0n), bytes });
		await expect(verifyBytes(folder, zeros)).rejects.toThrow("no residue of its number");
		const modulus = (1n << 1279n) - 1n;
		await expect(verifyBytes(folder, plainFile({ header, residues: residues.with(1, modulus), bytes }))).rejects.toThrow("no residue");
		// Factors of the number itself: M11 = 23 * 89.
		const small = mersenne(11, 2);
		const verdict = await verifyBytes(folder, plainFile({ ...plainProof(small), residues: [23n, 89n, 23n] }));
		expect(verdict.refusal).not.toBeNull();
	});
});

describe("a file that is no proof", () => {
	const good = plainFile(plainProof(mersenne(127, 3)));
	const text = good.toString("latin1");
	const withHeader = (from: string | RegExp, to: string): Buffer => Buffer.from(text.replace(from, to), "latin1");

	it.each([
		["is empty", Buffer.alloc(0), "no PRP proof"],
		["is something else", Buffer.from("\u007FELF and so on"), "no PRP proof"],
		["is cut", good.subarray(0, -1), "bytes, not the"],
		["is too long", Buffer.concat([good, Buffer.alloc(1)]), "bytes, not the"],
		["has a header without end", Buffer.from(`PRP PROOF\nVERSION=2\nNUMBER=${"M1".repeat(100_000)}`), "no end"],
		["has no number", Buffer.from("PRP PROOF\nVERSION=2\nHASHSIZE=64\nPOWER=3\n"), "no end"],
		["is of version 1", withHeader("VERSION=2", "VERSION=1"), "version 2"],
		["has power 60", withHeader("POWER=3", "POWER=60"), "POWER"],
		["has power 0", withHeader("POWER=3", "POWER=0"), "POWER"],
		["has power 7 for 127 squarings", withHeader("POWER=3", "POWER=7"), "too large for its exponent"],
		["has hashes of 1 bit", withHeader("HASHSIZE=64", "HASHSIZE=1"), "HASHSIZE"],
		["has a field twice", withHeader("POWER=3", "POWER=3\nPOWER=4"), "twice"],
		["has a huge exponent", withHeader("M127", "M9999999999"), "exponent"],
		["has an exponent for which it is too short", withHeader("M127", "M279999991"), "bytes, not the"],
		["is of a huge number of another kind", withHeader("M127", "F60"), "exponent"],
		["is of a number of another kind beyond BigInt", withHeader("M127", "F20"), "bits"],
		["has factors that are none", withHeader("M127", "M127/3"), "do not divide"],
		["is of no number", withHeader("M127", "127!"), "no known form"],
	])("%s: one clear line", async (_, content, reason) => {
		await expect(verifyBytes(folder, content)).rejects.toThrow(reason);
		await expect(verifyBytes(folder, content)).rejects.not.toThrow("\n");
	});

	it("is none, a folder, or a vast hole: one clear line", async () => {
		await expect(verifyFile(join(folder, "none"))).rejects.toThrow("ENOENT");
		await expect(verifyFile(folder)).rejects.toThrow(/no file|EISDIR/);
		const hole = join(folder, "hole");
		await writeFile(hole, "PRP PROOF\nVERSION=2\nHASHSIZE=64\nPOWER=16\nNUMBER=M279999991\n");
		await truncate(hole, 61 + 17 * 34_999_999 + 2);
		await expect(verifyFile(hole)).rejects.toThrow(/no residue|bytes, not the/);
	});

	it("may be cut or changed anywhere: it is refused or it was not changed, and nothing is thrown but one line", async () => {
		const seed = Date.now();
		const random = seeded(seed);
		const start = text.indexOf("M127\n") + 5;
		for (let round = 0; round < 300; round++) {
			const changed = Buffer.from(good);
			const place = Math.floor(random() * start);
			changed[place] = Math.floor(random() * 256);
			const outcome = await verifyBytes(folder, changed).then(
				({ refusal }) => refusal ?? "accepted",
				(error: unknown) => (error instanceof Error && error.name === "EngineError" ? "one line" : String(error)),
			);
			// A larger base or a wider hash may still be a header; that proof is not this one.
			expect(["accepted", "one line", "the squarings do not lead from the start to the residue"], `seed ${seed}, byte ${place}`).toContain(
				outcome,
			);
			if (outcome === "accepted") expect(changed.equals(good), `seed ${seed}, byte ${place}`).toBe(true);
		}
	}, 60_000);
});

function hex(residue: bigint): string {
	return BigInt.asUintN(64, residue).toString(16).toUpperCase().padStart(16, "0");
}

/** A proof whose residues take more bytes than squarings / 8, or whose first residues are given. */
function rehashed(
	plain: { readonly number: string; readonly modulus: bigint; readonly squarings: number; readonly power: number; readonly base: bigint },
	bytes: number,
	given: readonly bigint[] = [],
): PlainProof {
	const proof = plainProof(plain, (final) => given[0] ?? final, { bytes, first: given[1] });
	return proof;
}

/** One proof behind the other: each begins with the residue that the one before ended with. */
function severalParts(exponent: number, power: number, count: number): { readonly header: string; readonly residues: bigint[] } {
	const modulus = (1n << BigInt(exponent)) - 1n;
	let base = plainPower(3n, 2n ** BigInt(exponent % count), modulus);
	const residues: bigint[] = [];
	for (let part = 0; part < count; part++) {
		const squarings = Math.floor(exponent / count);
		const proof = plainProof({ number: "", modulus, squarings, power, base }, (final) => final, { bytes: Math.ceil(exponent / 8) });
		residues.push(...proof.residues);
		base = proof.residues[0]!;
	}
	return { header: `PRP PROOF\nVERSION=2\nHASHSIZE=64\nPOWER=${power}x${count}\nNUMBER=M${exponent}\n`, residues };
}
