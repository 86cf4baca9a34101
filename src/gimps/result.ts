// A result as the JSON object that GIMPS's programs write, with the fields in their order and all that an uploader reads.
// No reading, no writing; the program's name is always our own, and Prime95's closed security code is never imitated.
import type { FactorResult, TestResult } from "../engine/engine.ts";
import type { Certificate, ProofSummary, ProofVerdict } from "../engine/proofs.ts";
import { saysPrime } from "../search/record.ts";
import type { Record as JournalRecord } from "../search/record.ts";

export interface GimpsResultOptions {
	readonly version: string;
	/** When the work ended. */
	readonly time: Date;
	/** The iterations asked for where that was not the whole test. */
	readonly interim?: number | undefined;
	readonly credit?: Credit | undefined;
}

/** Who is to be credited for what. */
export interface Credit {
	readonly user?: string | undefined;
	readonly computer?: string | undefined;
	/** 32 hex digits. */
	readonly aid?: string | undefined;
}

/** JSON.stringify leaves out what is undefined. */
export type GimpsResult = Readonly<Record<string, unknown>>;

export function gimpsResult(result: TestResult, options: GimpsResultOptions): GimpsResult {
	const { interim } = options;
	const { exponent, prime } = result;
	if ("factor" in result) {
		const worktype = result.b1 === undefined ? "TF" : "P-1";
		return { status: "F", exponent, worktype, ...boundsOf(result), factors: [result.factor], ...origin(options), ...credited(options) };
	}
	const isProbable = result.kind === "PRP";
	return {
		status: interim === undefined ? (prime ? "P" : "C") : undefined,
		exponent,
		worktype: isProbable ? "PRP-3" : "LL",
		iterations: interim,
		res64: result.res64,
		"residue-type": isProbable ? (interim === undefined ? 1 : 3) : undefined,
		res2048: prime ? undefined : result.res2048,
		"fft-length": result.transformLength > 0 ? result.transformLength : undefined,
		"shift-count": result.shift,
		"error-code": "00000000",
		...origin(options),
		errors: isProbable ? { gerbicz: result.errors } : undefined,
		proof: result.proof === undefined ? undefined : proofFields(result.proof),
		...credited(options),
	};
}

/** What a proof of anyone's proves, and whether it holds. */
export function gimpsProofVerdict(verdict: ProofVerdict, options: GimpsResultOptions): GimpsResult {
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
		...origin(options),
		proof: { ...proofFields(verdict.proof), multiplicity: multiplicity === 1 ? undefined : multiplicity },
	};
}

export function gimpsCertificate(certificate: Certificate, options: GimpsResultOptions): GimpsResult {
	const { exponent, squarings, sha3, shift, transformLength, errors } = certificate;
	return {
		exponent,
		worktype: "Cert",
		"sha3-hash": sha3,
		squarings,
		"fft-length": transformLength > 0 ? transformLength : undefined,
		"shift-count": shift,
		"error-code": "00000000",
		...origin(options),
		errors: { gerbicz: errors },
		...credited(options),
	};
}

function proofFields({ version, power, hashSize, md5 }: ProofSummary): GimpsResult {
	return { version, power, hashsize: hashSize, md5 };
}

export function gimpsFactorResult(result: FactorResult, options: GimpsResultOptions): GimpsResult {
	const { exponent, method, factor } = result;
	const searched =
		method === "P-1"
			? boundsOf(result)
			: { bitlo: Math.floor(result.from), bithi: Math.floor(result.bits + 1e-9), rangecomplete: factor === null };
	return {
		status: factor === null ? "NF" : "F",
		exponent,
		worktype: method,
		...searched,
		factors: factor === null ? undefined : [factor],
		...origin(options),
		...credited(options),
	};
}

/** What a journal says, by whichever node: less than what the program knew that made it. */
export function gimpsRecordResult(record: JournalRecord, options: GimpsResultOptions): GimpsResult {
	const { exponent } = record;
	if (record.kind === "factor") {
		const worktype = record.b1 === undefined ? "TF" : "P-1";
		return { status: "F", exponent, worktype, b1: record.b1, factors: [record.factor], ...origin(options) };
	}
	const { kind, res64, shift, isByProof } = record;
	const isProbable = kind === "PRP";
	return {
		status: saysPrime(record) ? "P" : "C",
		exponent,
		worktype: isProbable ? "PRP-3" : "LL",
		// Not tested, but seen from another's proof.
		verified: isByProof,
		res64,
		"residue-type": isProbable ? 1 : undefined,
		"shift-count": isByProof === true ? undefined : shift,
		...origin(options),
	};
}

/** b2 where there was a second stage. */
function boundsOf({ b1 = 0, b2 = 0 }: { readonly b1?: number; readonly b2?: number }): GimpsResult {
	return { b1: b1 > 0 ? b1 : undefined, b2: b2 > b1 ? b2 : undefined };
}

function origin({ version, time }: GimpsResultOptions): GimpsResult {
	return { program: { name: "gimps-node", version }, timestamp: timestampOf(time) };
}

/** In the order of the others. */
function credited({ credit }: GimpsResultOptions): GimpsResult {
	return { user: credit?.user, computer: credit?.computer, aid: credit?.aid };
}

/** YYYY-MM-DD HH:MM:SS, UTC. */
function timestampOf(time: Date): string {
	return time.toISOString().slice(0, 19).replace("T", " ");
}
