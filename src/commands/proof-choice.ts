// Which proof a PRP test makes: the power that is usual or was asked for, lowered to what the disk holds, and a line of what it costs.
import { readdir, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { type Options, UsageError } from "../config.ts";
import { gib, integer } from "../config/texts.ts";
import {
	LARGEST_PROOF_POWER,
	largestPower,
	powerWithin,
	proofFileBytes,
	residueDiskBytes,
	residueFolder,
	usualPower,
} from "../engine/proof-power.ts";
import type { ProofOptions } from "../engine/proofs.ts";

/** Of what is free, so that a proof never fills a disk. */
const SHARE_OF_FREE = 0.9;
const GIB = 2 ** 30;

export const PROOF_OPTIONS = {
	"proof-power": {
		group: "Proof:",
		help: "of a PRP test: each more halves the work of whoever checks it and doubles the disk; 0: no proof; default: by exponent",
		read: integer(0, LARGEST_PROOF_POWER),
	},
	"proof-disk": { group: "Proof:", help: "GiB of disk at most while the test lasts", fallback: "10", read: gib },
} as const satisfies Options;

export interface ProofWish {
	readonly exponent: number;
	/** null: the usual one. */
	readonly power: number | null;
	readonly diskGib: number;
	/** Where a proof of that power is written. */
	readonly file: (power: number) => string;
	readonly dataDir: string;
}

export interface ProofChoice {
	/** undefined: none. */
	readonly proof: ProofOptions | undefined;
	readonly line: string;
}

/** Throws UsageError for a power that the exponent is too small for. */
export async function chooseProof({ exponent, power: asked, diskGib, file, dataDir }: ProofWish): Promise<ProofChoice> {
	const most = largestPower(exponent);
	if (asked !== null && asked > most) throw new UsageError(`--proof-power: at most ${most} for the exponent ${exponent}`);
	const wanted = asked ?? usualPower(exponent);
	if (wanted === 0) return { proof: undefined, line: "no proof" };
	const { bavail, bsize } = await statfs(dataDir).catch(() => statfs("."));
	const freeBytes = bavail * bsize + (await keptBytes(residueFolder(dataDir, exponent)));
	const diskBytes = Math.min(diskGib * GIB, freeBytes * SHARE_OF_FREE);
	const power = powerWithin(exponent, wanted, diskBytes);
	const lowered = power === wanted ? "" : `, not ${wanted}, for which ${size(diskBytes)} of disk are too little`;
	if (power === 0) return { proof: undefined, line: `no proof${lowered}` };
	const others = [power - 1, power + 1].filter((other) => other > 0 && other <= most).map((other) => `${other}: ${cost(exponent, other)}`);
	const path = file(power);
	const line = `a proof of power ${power}${lowered}: ${cost(exponent, power)} (${others.join("; ")}); its file ${path}, ${size(proofFileBytes(exponent, power))}`;
	return { proof: { power, file: path }, line };
}

/** What a test that goes on has on the disk already. */
async function keptBytes(folder: string): Promise<number> {
	const names = await readdir(folder).catch(() => []);
	const kept = names.map((name) => stat(join(folder, name)).catch(() => undefined));
	return (await Promise.all(kept)).reduce((sum, file) => sum + (file?.size ?? 0), 0);
}

function cost(exponent: number, power: number): string {
	return `${size(residueDiskBytes(exponent, power))} on disk meanwhile, checked in 1/${2 ** power} of the test`;
}

function size(bytes: number): string {
	const units = ["bytes", "KiB", "MiB", "GiB"];
	const unit = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(bytes) / 10)));
	return `${Number((bytes / 1024 ** unit).toPrecision(3))} ${units[unit]}`;
}
