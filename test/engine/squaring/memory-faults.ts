// Flips bits anywhere in the memory of transform squarers: in the data, the carries between groups, the tables of weights and roots.
// The memories are caught as they are made, so that the squarer itself needs no door for it.
import { PlanFile } from "../../../src/engine/squaring/plan-file.ts";
import type { Squarer } from "../../../src/engine/squaring/squarer.ts";
import { TransformSource } from "../../../src/engine/squaring/transform-source.ts";
import { run, type RunOutcome } from "../sequence/run-sequence.ts";

export const STRUCK_EXPONENT = 2281;
const KERNELS = ["wasm-128", "wasm-fma-128", "wasm-fma-256"] as const;

export interface Strike {
	/** Which of the bytes in use, 0 to 1. */
	readonly place: number;
	readonly bit: number;
	/** How far into the test, 0 to 1. */
	readonly when: number;
	/** Chooses the kernel and the shift. */
	readonly round: number;
}

/** A whole PRP test of STRUCK_EXPONENT, struck once. */
export async function runStruck({ place, bit, when, round }: Strike): Promise<RunOutcome> {
	const faults = new MemoryFaults();
	try {
		const kernels = [KERNELS[round % KERNELS.length] ?? "wasm-128", "wasm-128"] as const;
		const source = new TransformSource({ threads: 1, kernels }, { plans: new PlanFile({ dataDir: null }) });
		const iterations = STRUCK_EXPONENT;
		// So few squarings that nothing is timed first.
		const inner = await source.fastest(STRUCK_EXPONENT, 1, () => Promise.resolve());
		const squarer = interrupted(inner, Math.floor(when * iterations), () => faults.strike(place, bit));
		const safer: TransformSource["safer"] = (failed, error) => source.safer(failed, error);
		return await run({ kind: "PRP", exponent: STRUCK_EXPONENT, iterations, shift: round, squarer, safer });
	} finally {
		faults.stop();
	}
}

class MemoryFaults {
	readonly #original = WebAssembly.Memory;
	readonly #memories: WebAssembly.Memory[] = [];

	/** From now on, until stop(). */
	constructor() {
		const memories = this.#memories;
		WebAssembly.Memory = class extends this.#original {
			constructor(descriptor: ConstructorParameters<typeof WebAssembly.Memory>[0]) {
				super(descriptor);
				memories.push(this);
			}
		};
	}

	stop(): void {
		WebAssembly.Memory = this.#original;
	}

	/** Flips a bit of the squarer made last; place: 0 to 1, of all bytes that are not zero. */
	strike(place: number, bit: number): void {
		const memory = this.#memories.at(-1);
		if (memory === undefined) throw new Error("no squarer has a memory yet");
		const bytes = new Uint8Array(memory.buffer);
		const used = bytes.reduce((count, byte) => count + (byte === 0 ? 0 : 1), 0);
		let left = Math.floor(place * used);
		const at = bytes.findIndex((byte) => byte !== 0 && left-- === 0);
		bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
	}
}

/** The same squarer, that calls back once, after so many squarings. */
function interrupted(inner: Squarer, after: number, strike: () => void): Squarer {
	let left = after;
	return new Proxy(inner, {
		get(target, name) {
			const value: unknown = Reflect.get(target, name, target);
			if (typeof value !== "function") return value;
			if (name !== "square") return value.bind(target);
			return (count: number): void => {
				const before = Math.min(count, left);
				const strikes = left >= 0 && left < count;
				if (before > 0) target.square(before);
				if (strikes) strike();
				left -= count;
				if (count > Math.max(before, 0)) target.square(count - Math.max(before, 0));
			};
		},
	});
}
