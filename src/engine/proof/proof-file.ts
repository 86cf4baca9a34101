// A proof file: a header of five lines, then B and the middles, nothing between. Read piece by piece, and only where its length fits
// its header, so that a hostile file costs no memory. Version 2; a file may hold several proofs one after another ("POWER=7x2").
import { open, type FileHandle } from "node:fs/promises";
import { isSystemError } from "../saves/atomic-file.ts";
import { HASH_SIZE_BITS } from "./challenge.ts";
import { ProofFault } from "./proof-fault.ts";
import { ProvedNumber } from "./proved-number.ts";

export const PROOF_VERSION = 2;
const HEADER_BYTES = 4_096;
const LARGEST_POWER = 16;
const LARGEST_MULTIPLICITY = 64;
const LARGEST_BASE = 2 ** 31;

export interface ProofHeader {
	readonly hashSize: number;
	readonly power: number;
	readonly multiplicity: number;
	readonly base: number;
	readonly number: ProvedNumber;
}

export function encodeHeader(power: number, number: string): string {
	return `PRP PROOF\nVERSION=${PROOF_VERSION}\nHASHSIZE=${HASH_SIZE_BITS}\nPOWER=${power}\nNUMBER=${number}\n`;
}

/** From the first bytes of a file. Throws ProofFault. */
export function decodeHeader(beginning: Uint8Array): { readonly header: ProofHeader; readonly bytes: number } {
	const text = Buffer.from(beginning.subarray(0, HEADER_BYTES)).toString("latin1");
	if (!text.startsWith("PRP PROOF\n")) throw new ProofFault("it is no PRP proof");
	const match = /^PRP PROOF\n((?:[A-Z]{1,16}=[^\n]*\n)*?NUMBER=([^\n]*)\n)/.exec(text);
	if (match === null) throw new ProofFault("its header has no end");
	const lines = (match[1] ?? "").trimEnd().split("\n");
	const fields = new Map(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
	const known = ["VERSION", "HASHSIZE", "POWER", "BASE", "NUMBER"];
	const stranger = [...fields.keys()].find((name) => !known.includes(name));
	if (stranger !== undefined || fields.size !== lines.length) throw new ProofFault(`its header is wrong at ${stranger ?? "a line twice"}`);
	if (fields.get("VERSION") !== String(PROOF_VERSION)) throw new ProofFault(`it is not of version ${PROOF_VERSION}`);
	const hashSize = within(fields.get("HASHSIZE"), "HASHSIZE", 32, 64);
	if (hashSize % 8 !== 0) throw new ProofFault("its HASHSIZE is no whole number of bytes");
	const [power, multiplicity, ...rest] = (fields.get("POWER") ?? "").split("x");
	if (rest.length > 0) throw new ProofFault("its POWER is none");
	const header: ProofHeader = {
		hashSize,
		power: within(power, "POWER", 1, LARGEST_POWER),
		multiplicity: within(multiplicity ?? "1", "POWER", 1, LARGEST_MULTIPLICITY),
		base: within(fields.get("BASE") ?? "3", "BASE", 2, LARGEST_BASE),
		number: new ProvedNumber(fields.get("NUMBER") ?? ""),
	};
	if (header.number.squarings < header.multiplicity * 2 ** header.power) throw new ProofFault("its power is too large for its exponent");
	return { header, bytes: match[0].length };
}

function within(text: string | undefined, name: string, least: number, most: number): number {
	const value = text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
	if (!(value >= least && value <= most)) throw new ProofFault(`its ${name} is not within ${least} and ${most}`);
	return value;
}

export class ProofFile {
	readonly header: ProofHeader;
	readonly #file: FileHandle;
	readonly #start: number;

	/** Rejects with ProofFault where it is none, or the system refuses. The caller closes it. */
	static async open(path: string): Promise<ProofFile> {
		let file: FileHandle | undefined;
		try {
			file = await open(path, "r");
			const stats = await file.stat();
			if (!stats.isFile()) throw new ProofFault("it is no file");
			const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
			const { header, bytes } = decodeHeader(buffer.subarray(0, bytesRead));
			const expected = bytes + header.multiplicity * (header.power + 1) * header.number.residueBytes;
			if (stats.size !== expected) throw new ProofFault(`it has ${stats.size} bytes, not the ${expected} of its header`);
			return new ProofFile(file, header, bytes);
		} catch (error) {
			await file?.close();
			throw isSystemError(error) ? new ProofFault(error.message) : error;
		}
	}

	private constructor(file: FileHandle, header: ProofHeader, start: number) {
		this.#file = file;
		this.header = header;
		this.#start = start;
	}

	/** Of one of the proofs in it, from 0 up: B at 0, then the middles. */
	async residue(proof: number, index: number): Promise<Buffer> {
		const { power, number } = this.header;
		const bytes = number.residueBytes;
		const position = this.#start + (proof * (power + 1) + index) * bytes;
		const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(bytes), 0, bytes, position);
		if (bytesRead !== bytes) throw new ProofFault("it was cut while it was read");
		return buffer;
	}

	close(): Promise<void> {
		return this.#file.close();
	}
}
