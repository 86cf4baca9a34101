// A result as the JSON object that GIMPS's programs write, with the fields in their order; no reading, no writing.
import type { FactorResult, TestResult } from "./engine.ts";
import type { Certificate, ProofSummary, ProofVerdict } from "./proofs.ts";

export interface GimpsResultOptions {
	readonly version: string;
	/** When the test ended. */
	readonly time: Date;
	/** The iterations asked for where that was not the whole test. */
	readonly interim?: number | undefined;
}

/** Undefined fields are left out by JSON.stringify. */
export function gimpsResult(result: TestResult, { version, time, interim }: GimpsResultOptions): Readonly<Record<string, unknown>> {
	const program = { name: "gimps-node", version };
	const timestamp = timestampOf(time);
	const { exponent, prime } = result;
	if ("factor" in result) {
		const worktype = result.b1 === undefined ? "TF" : "P-1";
		return { status: "F", exponent, worktype, b1: result.b1, factors: [result.factor], program, timestamp };
	}
	return {
		status: interim === undefined ? (prime ? "P" : "C") : undefined,
		exponent,
		worktype: result.kind === "PRP" ? "PRP-3" : "LL",
		iterations: interim,
		res64: result.res64,
		"residue-type": result.kind === "PRP" ? (interim === undefined ? 1 : 3) : undefined,
		res2048: prime ? undefined : result.res2048,
		"fft-length": result.transformLength > 0 ? result.transformLength : undefined,
		"shift-count": result.shift > 0 ? result.shift : undefined,
		"error-code": "00000000",
		program,
		timestamp,
		errors: result.kind === "PRP" ? { gerbicz: result.errors } : undefined,
		proof: result.proof === undefined ? undefined : proofFields(result.proof),
	};
}

/** What a proof of anyone's proves, and whether it holds. */
export function gimpsProofVerdict(verdict: ProofVerdict, { version, time }: GimpsResultOptions): Readonly<Record<string, unknown>> {
	const { number, exponent, base, refusal, prime, res64, residueType, multiplicity } = verdict;
	const holds = refusal === null;
	return {
		status: holds ? (prime ? "P" : "C") : undefined,
		exponent,
		number,
		worktype: `PRP-${base}`,
		verified: holds,
		refusal: refusal ?? undefined,
		res64: holds ? res64 : undefined,
		"residue-type": holds ? residueType : undefined,
		program: { name: "gimps-node", version },
		timestamp: timestampOf(time),
		proof: { ...proofFields(verdict.proof), multiplicity: multiplicity === 1 ? undefined : multiplicity },
	};
}

export function gimpsCertificate(
	{ exponent, squarings, sha3, shift, transformLength, errors }: Certificate,
	{ version, time, aid }: GimpsResultOptions & { readonly aid?: string | undefined },
): Readonly<Record<string, unknown>> {
	return {
		exponent,
		worktype: "Cert",
		"sha3-hash": sha3,
		squarings,
		"fft-length": transformLength > 0 ? transformLength : undefined,
		"shift-count": shift > 0 ? shift : undefined,
		"error-code": "00000000",
		program: { name: "gimps-node", version },
		timestamp: timestampOf(time),
		errors: { gerbicz: errors },
		aid,
	};
}

function proofFields({ version, power, hashSize, md5 }: ProofSummary): Readonly<Record<string, unknown>> {
	return { version, power, hashsize: hashSize, md5 };
}

export function gimpsFactorResult(result: FactorResult, { version, time }: GimpsResultOptions): Readonly<Record<string, unknown>> {
	const { exponent, method, factor } = result;
	const searched =
		method === "P-1"
			? { b1: result.b1 }
			: { bitlo: Math.floor(Math.log2(2 * exponent)), bithi: Math.floor(result.bits + 1e-9), rangecomplete: factor === null };
	return {
		status: factor === null ? "NF" : "F",
		exponent,
		worktype: method,
		...searched,
		factors: factor === null ? undefined : [factor],
		program: { name: "gimps-node", version },
		timestamp: timestampOf(time),
	};
}

/** YYYY-MM-DD HH:MM:SS, UTC. */
function timestampOf(time: Date): string {
	return time.toISOString().slice(0, 19).replace("T", " ");
}
