// One assignment from its line to its results: what a line asks for first, in the order of GIMPS's programs, and the test at last.
// Each result is recorded as it comes; a factor ends the line.
import type { FactorOptions, FactorProgress, FactorResult, FactorSearch, ProofEngine, TestProgress } from "../engine/engine.ts";
import type { ProofOptions } from "../engine/proofs.ts";
import { type Assignment, type CertAssignment, lineOf, serverId, type PMinusOneAssignment, type TestAssignment } from "./assignment.ts";
import { type Credit, gimpsCertificate, gimpsFactorResult, gimpsResult, type GimpsResult } from "./result.ts";

/** For a line that asks for P-1 where none pays: it wants an answer. */
const LEAST_B1 = 100;

export interface WorkOffOptions {
	readonly version: string;
	readonly credit: Omit<Credit, "aid">;
}

export interface WorkOffDependencies {
	readonly engine: Pick<ProofEngine, "test" | "factor" | "certify">;
	/** Of the PRP test of an exponent that begins or goes on; undefined: none. */
	readonly proofFor: (exponent: number) => Promise<ProofOptions | undefined>;
	/** The file with a certificate's start value. */
	readonly startOf: (assignment: CertAssignment) => string;
	/** Gives the work its signal, and gives it again after a pause. */
	readonly pass: <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<T>;
	/** Resolves when the result is safe and the line is gone, or replaced by what is left of it. */
	readonly record: (assignment: Assignment, result: GimpsResult, rest?: string) => Promise<void>;
	readonly onProgress: (progress: TestProgress | FactorProgress) => void;
	readonly now: () => Date;
}

export class WorkOff {
	readonly #assignment: Assignment;
	readonly #options: WorkOffOptions;
	readonly #dependencies: WorkOffDependencies;

	constructor(assignment: Assignment, options: WorkOffOptions, dependencies: WorkOffDependencies) {
		this.#assignment = assignment;
		this.#options = options;
		this.#dependencies = dependencies;
	}

	/** Rejects as the engine and the recording do; what was recorded until then stays so. */
	async run(): Promise<void> {
		const { type } = this.#assignment;
		if (type === "TF") {
			const { from, to } = this.#assignment;
			await this.#recordFactor(await this.#factor({ method: "TF", from, bits: to }));
		} else if (type === "P-1") await this.#recordFactor(await this.#pMinusOne(this.#assignment));
		else if (type === "Cert") await this.#certify(this.#assignment);
		else await this.#test(this.#assignment);
	}

	async #test(asked: TestAssignment): Promise<void> {
		let left = asked;
		if (left.tfBits !== undefined) {
			const tried = await this.#factor({ method: "TF", from: left.tfBits });
			if (tried.factor !== null) return this.#recordFactor(tried);
			const tfBits = tried.method === "TF" ? tried.bits : left.tfBits;
			// Deeper than before: no later process needs to do that again.
			if (tfBits > left.tfBits) await this.#recordFactor(tried, (left = { ...left, tfBits }));
		}
		if (left.testsSaved > 0) {
			const { tfBits = 0, testsSaved } = left;
			const tried = await this.#factor({ method: "P-1", b1: "paying", factoredBits: tfBits, testsSaved });
			if (tried.factor !== null) return this.#recordFactor(tried);
			if (wasDone(tried)) await this.#recordFactor(tried, { ...left, testsSaved: 0 });
		}
		const { engine, proofFor, pass, onProgress, record } = this.#dependencies;
		const { exponent, kind } = asked;
		const result = await pass(async (signal) => {
			const proof = kind === "PRP" ? await proofFor(exponent) : undefined;
			return engine.test(exponent, { kind, factorFirst: false, signal, onProgress, ...(proof === undefined ? {} : { proof }) });
		});
		await record(asked, gimpsResult(result, this.#resultOptions()));
	}

	async #certify(asked: CertAssignment): Promise<void> {
		const { engine, startOf, pass, onProgress, record } = this.#dependencies;
		const { exponent, squarings } = asked;
		const certificate = await pass((signal) => engine.certify({ exponent, squarings, file: startOf(asked) }, { signal, onProgress }));
		await record(asked, gimpsCertificate(certificate, this.#resultOptions()));
	}

	async #pMinusOne({ bound }: PMinusOneAssignment): Promise<FactorResult> {
		if ("b1" in bound) return this.#factor({ method: "P-1", ...bound });
		const { tfBits, testsSaved } = bound;
		const tried = await this.#factor({ method: "P-1", b1: "paying", factoredBits: tfBits, testsSaved });
		return wasDone(tried) ? tried : this.#factor({ method: "P-1", b1: LEAST_B1 });
	}

	#factor(search: FactorSearch): Promise<FactorResult> {
		const { engine, pass, onProgress } = this.#dependencies;
		const { exponent } = this.#assignment;
		return pass((signal) => engine.factor(exponent, search, { signal, onProgress } satisfies FactorOptions));
	}

	#recordFactor(result: FactorResult, rest?: TestAssignment): Promise<void> {
		const line = gimpsFactorResult(result, this.#resultOptions());
		return this.#dependencies.record(this.#assignment, line, rest && lineOf(rest));
	}

	#resultOptions() {
		const { version, credit } = this.#options;
		return { version, time: this.#dependencies.now(), credit: { ...credit, aid: serverId(this.#assignment) } };
	}
}

function wasDone(result: FactorResult): boolean {
	return result.method === "TF" || result.b1 > 0;
}
