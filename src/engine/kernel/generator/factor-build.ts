// Compiles the trial-factoring kernel into a folder, as factor.wasm; nothing at run time imports it.
import { writeFileSync } from "node:fs";
import { createMemoryStream, main } from "assemblyscript/asc";
import { generateFactorKernel } from "./factor-generate.ts";

/** 64 KiB each: tables of primes, one segment and its list. */
const PAGES = 8;

export async function buildFactorKernel(folder: string): Promise<void> {
	const source = generateFactorKernel();
	const options = `factor.ts --outFile factor.wasm -O2 --runtime stub --noAssert --disableWarning 201
		--initialMemory ${PAGES} --enable simd --enable relaxed-simd`;
	const messages: string[] = [];
	const stderr = createMemoryStream((chunk) => messages.push(String(chunk)));
	const { error } = await main(options.trim().split(/\s+/), {
		readFile: (name) => (name === "factor.ts" ? source : null),
		writeFile: (name, contents) => {
			if (name.endsWith(".wasm")) writeFileSync(`${folder}${name}`, contents);
		},
		listFiles: () => [],
		stderr,
	});
	if (error !== null) throw new Error(`factor: ${error.message}\n${messages.join("")}`);
}
