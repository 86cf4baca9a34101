// Checks a proof file in the test's own process.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { verifyProof } from "../../../src/engine/proof/verify-proof.ts";
import type { ProofVerdict } from "../../../src/engine/proofs.ts";
import { PlanFile } from "../../../src/engine/squaring/plan-file.ts";
import { TransformSource } from "../../../src/engine/squaring/transform-source.ts";

export const squarers = new TransformSource(
	{ threads: 1, kernels: ["wasm-fma-128", "wasm-128"] },
	{ plans: new PlanFile({ dataDir: null }) },
);

export function verifyFile(path: string, signal = new AbortController().signal): Promise<ProofVerdict> {
	const now = (): number => performance.now();
	return verifyProof(path, signal, { squarers, onProgress: () => {}, onSquarings: () => {}, onError: () => {}, now });
}

export async function verifyBytes(folder: string, content: Uint8Array | string): Promise<ProofVerdict> {
	const path = join(folder, "some.proof");
	await writeFile(path, content);
	return verifyFile(path);
}
