// Compiles the kernels: `node src/engine/kernel/generator/build.ts` writes dist/kernels/NAME.wasm, with --source also their AssemblyScript.
// Needs the development packages; nothing at run time imports it.
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createMemoryStream, main } from "assemblyscript/asc";
import { buildFactorKernel } from "./factor-build.ts";
import { generate } from "./generate.ts";
import { CONSTANTS_ADDRESS } from "../fields.ts";
import { LANE_VARIANTS, VARIANTS, type Variant } from "../variants.ts";

const FOLDER = fileURLToPath(new URL("../../../../dist/kernels/", import.meta.url));

/** 4 GiB, of which a transform takes what it needs. */
const MAXIMUM_PAGES = 65_536;

mkdirSync(FOLDER, { recursive: true });
for (const variant of [...VARIANTS, ...LANE_VARIANTS]) await compile(variant);
await buildFactorKernel(FOLDER);

/** Optimisation level 1: higher ones reorder the straight-line code, and the registers spill. */
async function compile(variant: Variant): Promise<void> {
	const source = generate(variant);
	if (process.argv.includes("--source")) writeFileSync(`${FOLDER}${variant.name}.ts`, source);
	const options = `${variant.name}.ts --outFile kernel.wasm -O1 --runtime stub --noAssert --debug --disableWarning 201
		--memoryBase ${CONSTANTS_ADDRESS} --importMemory --sharedMemory --initialMemory 1 --maximumMemory ${MAXIMUM_PAGES} --enable simd --enable threads
		${variant.fusedMultiplyAdd ? "--enable relaxed-simd" : ""}`;
	const messages: string[] = [];
	const stderr = createMemoryStream((chunk) => messages.push(String(chunk)));
	const { error } = await main(options.trim().split(/\s+/), {
		readFile: (name) => (name === `${variant.name}.ts` ? source : null),
		writeFile: (name, contents) => {
			if (name.endsWith(".wasm")) replaceFile(`${FOLDER}${variant.name}.wasm`, contents);
		},
		listFiles: () => [],
		stderr,
	});
	if (error !== null) throw new Error(`${variant.name}: ${error.message}\n${messages.join("")}`);
}

/** In one step: a process that starts meanwhile reads the old kernel or the new one. */
function replaceFile(path: string, contents: string | Uint8Array): void {
	writeFileSync(`${path}.new`, contents);
	renameSync(`${path}.new`, path);
}
