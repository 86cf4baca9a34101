// Factoring as the tests use it: as deep as pays, given up when aborted, resumed where it stopped.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { CostModel } from "../host/cost-model.ts";
import { isSystemError, readIfPresent, writeAtomically } from "../saves/atomic-file.ts";
import { testsFolder } from "../saves/save-store.ts";
import type { FactorKernel } from "./factor-kernel.ts";
import type { FactoringDepth } from "./factoring-depth.ts";
import { payingBounds } from "./p-minus-1-bound.ts";
import type { Bounds } from "./p-minus-1-search.ts";
import { findFactor } from "./trial-factoring.ts";

const SAVE_EVERY_MS = 60_000;
/** Less than this is done again rather than remembered when aborted. */
const WORTH_SAVING_MS = 1_000;

export interface FactoringDependencies {
	readonly kernel: FactorKernel;
	readonly depth: FactoringDepth;
	readonly costs: CostModel;
	/** Monotonic milliseconds. */
	readonly now: () => number;
}

/** All k from fromK on, 1 if not said, and below toK. */
export interface KRange {
	readonly exponent: number;
	readonly fromK?: number;
	readonly toK: number;
}

/** What an earlier process did for an exponent. */
interface Note {
	/** All k below were tried. */
	readonly tried: number;
	/** The bounds that were chosen for P-1, and whether that has ended. */
	readonly b1?: number;
	readonly b2?: number;
	readonly b1Done?: boolean;
}

export class Factoring {
	readonly #dataDir: string | null;
	readonly #dependencies: FactoringDependencies;

	/** dataDir null: nothing is remembered. */
	constructor(options: { readonly dataDir: string | null }, dependencies: FactoringDependencies) {
		this.#dataDir = options.dataDir;
		this.#dependencies = dependencies;
	}

	/** A factor found as deep as costs less than the test that it may save. Rejects with the signal's reason. */
	findPaying(exponent: number, signal: AbortSignal): Promise<bigint | undefined> {
		return this.find({ exponent, toK: this.payingK(exponent) }, signal);
	}

	/** The first k that costs more than the test time that it may save. */
	payingK(exponent: number): number {
		const { depth, costs, kernel } = this.#dependencies;
		return depth.kLimit(exponent, costs.testSeconds(exponent), (bits) => kernel.testFor(bits));
	}

	/** Bounds of P-1 that pay after findPaying() with so many slots, the same again after an interruption; 0 where none do, or it is done. */
	async payingBounds(exponent: number, slots: number): Promise<Bounds> {
		const kLimit = this.payingK(exponent);
		const bounds = payingBounds({ exponent, factoredBits: Math.log2(2 * exponent) + Math.log2(Math.max(1, kLimit)), slots });
		if (bounds.b1 === 0) return bounds;
		const note = await this.#read(exponent);
		if (note.b1 !== undefined) return note.b1Done === true ? { b1: 0, b2: 0 } : { b1: note.b1, b2: note.b2 ?? 0 };
		await this.#remember(exponent, { tried: Math.max(note.tried, kLimit), ...bounds });
		return bounds;
	}

	/** P-1 found nothing. */
	async triedBounds(exponent: number, bounds: Bounds): Promise<void> {
		await this.#remember(exponent, { ...(await this.#read(exponent)), ...bounds, b1Done: true });
	}

	/** A factor 2kp + 1 with k of the range. onTried: all k below were tried. Rejects with the signal's reason. */
	async find({ exponent, fromK = 1, toK }: KRange, signal: AbortSignal, onTried?: (k: number) => void): Promise<bigint | undefined> {
		const { kernel, depth, now } = this.#dependencies;
		const fromStart = await this.#read(exponent);
		// Beyond a gap: that range has a note of its own, for the time that it takes.
		const gap = fromK > fromStart.tried ? fromK : undefined;
		const note = gap === undefined ? fromStart : await this.#read(exponent, gap);
		const before = Math.max(note.tried, fromK);
		if (toK <= before) return undefined;
		const started = now();
		let tried = before;
		let saved = started;
		const breathe = async (): Promise<void> => {
			await nextTurn();
			const worthIt = now() - saved >= (signal.aborted ? WORTH_SAVING_MS : SAVE_EVERY_MS);
			if (worthIt) await this.#remember(exponent, { ...note, tried }, gap);
			if (worthIt) saved = now();
			signal.throwIfAborted();
		};
		const onSegment = (k: number): void => {
			tried = k;
			onTried?.(k);
		};
		const factor = await findFactor({ exponent, fromK: before, toK }, { kernel, onTried: onSegment, breathe, now });
		const test = kernel.testFor(Math.log2(toK) + Math.log2(2 * exponent));
		if (test !== undefined && factor === undefined) depth.measured(test, toK - before, now() - started);
		if (gap !== undefined) await this.forget(exponent, gap);
		else if (saved > started) await (factor === undefined ? this.#remember(exponent, { ...note, tried }) : this.forget(exponent));
		return factor;
	}

	/** The test is over: how far factoring came is of no more use. */
	async forget(exponent: number, gap?: number): Promise<void> {
		if (this.#dataDir !== null) await rm(this.#path(exponent, gap), { force: true });
	}

	async #read(exponent: number, gap?: number): Promise<Note> {
		if (this.#dataDir === null) return { tried: 1 };
		try {
			const bytes = await readIfPresent(this.#path(exponent, gap));
			const { tried, b1, b2, b1Done }: Readonly<Record<string, unknown>> = bytes === undefined ? {} : JSON.parse(bytes.toString());
			return {
				tried: typeof tried === "number" && tried >= 1 ? tried : 1,
				...(Number.isSafeInteger(b1) && Number(b1) > 0 ? { b1: Number(b1), b1Done: b1Done === true } : {}),
				...(Number.isSafeInteger(b2) && Number(b2) > 0 ? { b2: Number(b2) } : {}),
			};
		} catch {
			// A damaged note costs the work again.
			return { tried: 1 };
		}
	}

	/** A full disk costs the work again, no more. */
	async #remember(exponent: number, note: Note, gap?: number): Promise<void> {
		if (this.#dataDir === null) return;
		try {
			await writeAtomically(this.#path(exponent, gap), [`${JSON.stringify({ exponent, ...note })}\n`]);
		} catch (error) {
			if (!isSystemError(error)) throw error;
		}
	}

	/** gap: the k at which a range begins whose beginning was not reached from k = 1. */
	#path(exponent: number, gap?: number): string {
		return join(testsFolder(this.#dataDir ?? ""), `M${exponent}-factoring${gap === undefined ? "" : `-from-${gap}`}.json`);
	}
}
