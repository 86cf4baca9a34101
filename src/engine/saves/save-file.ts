// The format of a save file: one line that names it, one line of JSON, the residues, and a SHA-256 over all of it.
// A file that is cut short, changed anywhere or of another version is refused, never half believed.
import { createHash } from "node:crypto";
import type { RunKind } from "../engine.ts";
import { bigIntToBytes, bytesToBigInt } from "../integers/bigint-bytes.ts";
import type { History, SequenceState } from "./sequence-state.ts";

const MAGIC = "gimps-node save 1\n";
const DIGEST_BYTES = 32;
/** As much of a file as holds its header, which is a few hundred bytes long. */
export const HEADER_BYTES = 4096;

export interface Save {
	/** Squarings asked for. */
	readonly iterations: number;
	readonly state: SequenceState;
	readonly history: History;
}

/** Why a file is refused; the message says it to people. */
export class SaveFault extends Error {
	override readonly name = "SaveFault";
}

interface Header {
	readonly kind: RunKind;
	readonly exponent: number;
	readonly iterations: number;
	/** Iteration and shift of each point; their residues follow in this order, ceil(exponent / 8) bytes each, little-endian. */
	readonly current: readonly [number, number];
	readonly verified: readonly [number, number];
	readonly final?: readonly [number, number];
	/** Gerbicz's block; the product follows the points. */
	readonly block?: number;
	readonly pairing?: NonNullable<SequenceState["pairing"]>;
	readonly history: History;
}

/** The file as a row of pieces, to be written one after another. */
export function encodeSave({ iterations, state, history }: Save): readonly Uint8Array[] {
	const { kind, exponent, current, verified, gerbicz, pairing } = state;
	const final = gerbicz?.final;
	const header: Header = {
		kind,
		exponent,
		iterations,
		current: [current.iteration, current.shift],
		verified: [verified.iteration, verified.shift],
		...(final === undefined ? {} : { final: [final.iteration, final.shift] as const }),
		...(gerbicz === undefined ? {} : { block: gerbicz.block }),
		...(pairing === undefined ? {} : { pairing }),
		history,
	};
	const residues = [current.residue, verified.residue];
	if (final !== undefined) residues.push(final.residue);
	if (gerbicz !== undefined) residues.push(gerbicz.product);
	const text = Buffer.from(`${MAGIC}${JSON.stringify(header)}\n`);
	const pieces = [text, ...residues.map((residue) => bigIntToBytes(residue, residueBytes(exponent)))];
	const hash = createHash("sha256");
	for (const piece of pieces) hash.update(piece);
	return [...pieces, hash.digest()];
}

/** Throws SaveFault. */
export function decodeSave(file: Uint8Array): Save {
	const { header, start } = decodeHeader(file);
	const body = file.subarray(0, file.length - DIGEST_BYTES);
	const digest = createHash("sha256").update(body).digest();
	if (!digest.equals(file.subarray(body.length))) throw new SaveFault("its checksum is wrong");
	const bytes = residueBytes(header.exponent);
	const modulus = (1n << BigInt(header.exponent)) - 1n;
	let at = start;
	const nextResidue = (): bigint => {
		const residue = bytesToBigInt(body.subarray(at, at + bytes));
		at += bytes;
		if (at > body.length || residue >= modulus) throw new SaveFault("it holds no residue of its exponent");
		return residue;
	};
	const nextPoint = ([iteration, shift]: readonly [number, number]) => ({ iteration, shift, residue: nextResidue() });
	const { kind, exponent, iterations, history, block, pairing } = header;
	const [current, verified] = [nextPoint(header.current), nextPoint(header.verified)];
	const final = header.final === undefined ? {} : { final: nextPoint(header.final) };
	const gerbicz = block === undefined ? {} : { gerbicz: { block, product: nextResidue(), ...final } };
	if (at !== body.length) throw new SaveFault("it is longer than it should be");
	return { iterations, state: { kind, exponent, current, verified, ...gerbicz, ...(pairing === undefined ? {} : { pairing }) }, history };
}

/** Whether the test of this save is at its end; reads the first bytes only. Throws SaveFault. */
export function isFinishedSave(firstBytes: Uint8Array): boolean {
	const { header } = decodeHeader(firstBytes);
	return Array.isArray(header.current) && (header.current[0] ?? 0) >= header.iterations;
}

/** The header is believed only as far as it takes to find the checksum, which covers it. */
function decodeHeader(file: Uint8Array): { readonly header: Header; readonly start: number } {
	const beginning = Buffer.from(file.subarray(0, HEADER_BYTES)).toString("latin1");
	if (!beginning.startsWith(MAGIC)) throw new SaveFault("it is no save file of this version");
	const end = beginning.indexOf("\n", MAGIC.length);
	if (end < 0) throw new SaveFault("its header is cut short");
	try {
		const header: Header = JSON.parse(beginning.slice(MAGIC.length, end));
		return { header, start: end + 1 };
	} catch {
		throw new SaveFault("its header is damaged");
	}
}

function residueBytes(exponent: number): number {
	return Math.ceil(exponent / 8);
}
