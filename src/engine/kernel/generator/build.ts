// Compiles the kernels: `node src/engine/kernel/generator/build.ts` writes dist/kernels/NAME.wasm, with --source also their AssemblyScript.
// Needs the development packages; nothing at run time imports it.
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { createMemoryStream, main } from "assemblyscript/asc";
import { CONSTANTS_ADDRESS } from "../fields.ts";
import { KERNELS_FOLDER } from "../folder.ts";
import { LANE_VARIANTS, type Variant, VARIANTS } from "../variants.ts";
import { generateFactorKernel } from "./factor-source.ts";
import { generate } from "./kernel-source.ts";

/** 4 GiB, of which a transform takes what it needs. */
const MAXIMUM_PAGES = 65_536;
/** 64 KiB each, for trial factoring: tables of primes, one segment and its list. */
const FACTOR_PAGES = 8;

mkdirSync(KERNELS_FOLDER, { recursive: true });
for (const variant of [...VARIANTS, ...LANE_VARIANTS]) await compile(variant.name, generate(variant), transformOptions(variant));
await compile(
	"factor",
	generateFactorKernel(),
	`-O2 --runtime stub --noAssert --disableWarning 201 --initialMemory ${FACTOR_PAGES} --enable simd --enable relaxed-simd`,
);

/** Optimisation level 1: higher ones reorder the straight-line code, and the registers spill. */
function transformOptions({ fusedMultiplyAdd }: Variant): string {
	return `-O1 --runtime stub --noAssert --debug --disableWarning 201
		--memoryBase ${CONSTANTS_ADDRESS} --importMemory --sharedMemory --initialMemory 1 --maximumMemory ${MAXIMUM_PAGES} --enable simd --enable threads
		${fusedMultiplyAdd ? "--enable relaxed-simd" : ""}`;
}

async function compile(name: string, source: string, options: string): Promise<void> {
	if (process.argv.includes("--source")) writeFileSync(new URL(`${name}.ts`, KERNELS_FOLDER), source);
	const messages: string[] = [];
	const stderr = createMemoryStream((chunk) => messages.push(String(chunk)));
	const { error } = await main(`${name}.ts --outFile kernel.wasm ${options}`.trim().split(/\s+/), {
		readFile: (file) => (file === `${name}.ts` ? source : null),
		writeFile: (file, contents) => {
			if (file.endsWith(".wasm")) replaceFile(`${name}.wasm`, contents);
		},
		listFiles: () => [],
		stderr,
	});
	if (error !== null) throw new Error(`${name}: ${error.message}\n${messages.join("")}`);
}

/** In one step: a process that starts meanwhile reads the old kernel or the new one. */
function replaceFile(name: string, contents: string | Uint8Array): void {
	const file = new URL(name, KERNELS_FOLDER);
	const unfinished = new URL(`${name}.new`, KERNELS_FOLDER);
	writeFileSync(unfinished, contents);
	renameSync(unfinished, file);
}
