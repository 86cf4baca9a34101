// A compiled kernel that has been told its shape: one for each thread, all on one memory.
import { readFileSync } from "node:fs";
import { type Field, global } from "../kernel/fields.ts";
import { KERNELS_FOLDER } from "../kernel/folder.ts";
import type { KernelName, LaneKernelName } from "../kernel/variants.ts";

/** What a kernel exports besides its fields. */
export interface KernelFunctions {
	iterate(count: number, minusTwo: number): void;
	/** operation: one of OPERATION. */
	iterateTogether(count: number, operation: number): void;
	prepareFactor(): void;
	/** isDifference: 1 where the third is taken from the factor. */
	multiply(isDifference: number): void;
	loadGroup(group: number): void;
	readGroup(group: number): void;
	groupAddressOf(group: number): number;
	setPhase(iterations: number): void;
}

export type FieldValues = { readonly [Name in Field]: number };

export function compileKernel(name: KernelName | LaneKernelName): WebAssembly.Module {
	return new WebAssembly.Module(readFileSync(new URL(`${name}.wasm`, KERNELS_FOLDER)));
}

export class KernelInstance {
	readonly functions: KernelFunctions;
	readonly #exports: WebAssembly.Exports;

	constructor(module: WebAssembly.Module, memory: WebAssembly.Memory, fields: FieldValues) {
		const abort = () => {
			throw new Error("the kernel aborted");
		};
		this.#exports = new WebAssembly.Instance(module, { env: { memory, abort } }).exports;
		this.functions = this.#exports as unknown as KernelFunctions;
		for (const [field, value] of Object.entries(fields)) this.setField(field as Field, value);
	}

	setField(field: Field, value: number): void {
		(this.#exports[global(field)] as WebAssembly.Global).value = value;
	}
}
