// One line of a work file as an assignment, and back as text. Pure; never guesses: what it does not know whole is refused with a reason.
import type { TestKind } from "../engine/engine.ts";
import { isPrime } from "../engine/exponent.ts";
import { LARGEST_FACTOR_BITS, LARGEST_K_BITS, LARGEST_TRANSFORM_EXPONENT, refusalOfBounds } from "../engine/limits.ts";

interface Common {
	/** As GIMPS spells it. */
	readonly keyword: string;
	/** 32 hex digits, or N/A, as it was written; undefined where the line has none. */
	readonly aid: string | undefined;
	readonly exponent: number;
}

export interface TestAssignment extends Common {
	readonly type: "test";
	readonly kind: TestKind;
	/** No factor lies below 2^tfBits; undefined where the line does not speak of factors. */
	readonly tfBits: number | undefined;
	/** Tests that a factor by P-1 would save; 0: P-1 was done, or is not asked for. */
	readonly testsSaved: number;
}

export interface TrialAssignment extends Common {
	readonly type: "TF";
	readonly from: number;
	readonly to: number;
}

export interface PMinusOneAssignment extends Common {
	readonly type: "P-1";
	/** The bounds, no second stage where b2 is not above b1, or what to choose them by. */
	readonly bound: { readonly b1: number; readonly b2: number } | { readonly tfBits: number; readonly testsSaved: number };
}

/** The squarings that a proof leaves to be done. */
export interface CertAssignment extends Common {
	readonly type: "Cert";
	readonly squarings: number;
}

export type Assignment = TestAssignment | TrialAssignment | PMinusOneAssignment | CertAssignment;

export type Reading = { readonly assignment: Assignment } | { readonly refused: string };

/** An LL test that is repeated later: a factor saves both. */
const TESTS_SAVED = { Test: 2, DoubleCheck: 1 } as const;
/** A proof of the least power leaves half of the test. */
const MOST_SQUARINGS = LARGEST_TRANSFORM_EXPONENT;
const WHAT = /^([a-z]\w*)\s*=(.*)$/i;
const AID = /^([0-9a-f]{32}|n\/a)$/i;
/** Some editors put it before the first line; read as one character for each byte it is three. */
const BYTE_ORDER_MARK = /^(\uFEFF|\u00EF\u00BB\u00BF)/;
const NUMBER = /^\d{1,10}(\.\d{1,6})?$/;
const WHOLE = /^\d{1,15}$/;

class Refusal extends Error {}

/** undefined: a comment, which is whatever does not start with a letter. */
export function readLine(line: string): Reading | undefined {
	const text = line.replace(BYTE_ORDER_MARK, "");
	if (!/^[a-z]/i.test(text)) return undefined;
	try {
		const [, keyword, fields] = WHAT.exec(text.trimEnd()) ?? [];
		if (keyword === undefined || fields === undefined) throw new Refusal("it is no assignment");
		return { assignment: read(keyword, fieldsOf(fields)) };
	} catch (error) {
		if (error instanceof Refusal) return { refused: error.message };
		throw error;
	}
}

/** What makes two lines the same piece of work, however far it has come. */
export function keyOf(assignment: Assignment): string {
	const { keyword, aid = "", exponent } = assignment;
	return [keyword, aid.toUpperCase(), exponent, ...boundsOf(assignment)].join(",");
}

function boundsOf(assignment: Assignment): readonly (string | number)[] {
	if (assignment.type === "TF") return [assignment.from, assignment.to];
	if (assignment.type === "P-1") return [JSON.stringify(assignment.bound)];
	return assignment.type === "Cert" ? [assignment.squarings] : [];
}

/** The id by which GIMPS knows it; undefined for N/A. */
export function serverId({ aid }: Assignment): string | undefined {
	return aid?.length === 32 ? aid : undefined;
}

/** A test's line with what was done for it so far. */
export function lineOf({ keyword, aid, exponent, kind, tfBits = 0, testsSaved }: TestAssignment): string {
	const subject = kind === "LL" ? [exponent] : [1, 2, exponent, -1];
	const done = kind === "LL" ? [tfBits, testsSaved === 0 ? 1 : 0] : [tfBits, testsSaved];
	return `${keyword}=${[...(aid === undefined ? [] : [aid]), ...subject, ...done].join(",")}`;
}

function read(word: string, fields: readonly string[]): Assignment {
	const [first = ""] = fields;
	const aid = AID.test(first) ? first : undefined;
	const rest = aid === undefined ? fields : fields.slice(1);
	switch (word.toLowerCase()) {
		case "test":
			return lucasLehmer("Test", aid, rest);
		case "doublecheck":
			return lucasLehmer("DoubleCheck", aid, rest);
		case "prp":
			return probablePrime("PRP", aid, rest);
		case "prpdc":
			return probablePrime("PRPDC", aid, rest);
		case "factor":
			return trial(aid, rest);
		case "pfactor":
			return pfactor(aid, rest);
		case "pminus1":
			return pminus1(aid, rest);
		case "cert":
			return certificate(aid, rest);
		default:
			throw new Refusal(`"${word}" is no kind of work that is done here`);
	}
}

function lucasLehmer(keyword: "Test" | "DoubleCheck", aid: string | undefined, fields: readonly string[]): TestAssignment {
	const [p, bits, done] = upTo(3, fields);
	const testsSaved = done !== undefined && number(done, "P-1 done") === 0 ? TESTS_SAVED[keyword] : 0;
	return { type: "test", keyword, aid, exponent: testable(p), kind: "LL", tfBits: bitsOf(bits), testsSaved };
}

function probablePrime(keyword: "PRP" | "PRPDC", aid: string | undefined, fields: readonly string[]): TestAssignment {
	const [p, ...others] = mersenne(fields);
	if (others.some((field) => field?.startsWith('"'))) throw new Refusal("cofactors are not tested here");
	const [bits, saved, base = "3", type = "1"] = upTo(4, others);
	if (Number(base) !== 3 || Number(type) !== 1) throw new Refusal(`only base 3 and residue type 1 are done here, not ${base} and ${type}`);
	const testsSaved = saved === undefined ? 0 : number(saved, "tests saved");
	return { type: "test", keyword, aid, exponent: testable(p), kind: "PRP", tfBits: bitsOf(bits), testsSaved };
}

function trial(aid: string | undefined, fields: readonly string[]): TrialAssignment {
	const [p, low, high] = upTo(3, fields);
	const exponent = testable(p);
	const [from, to] = [number(low, "bits"), number(high, "bits")].map(Math.floor) as [number, number];
	if (to <= from) throw new Refusal(`from ${from} to ${to} bits there is nothing to look for`);
	if (to > LARGEST_FACTOR_BITS || Math.min(to, exponent / 2) - Math.log2(2 * exponent) > LARGEST_K_BITS)
		throw new Refusal(`factors of ${to} bits are too large to be looked for here`);
	return { type: "TF", keyword: "Factor", aid, exponent, from, to };
}

function pfactor(aid: string | undefined, fields: readonly string[]): PMinusOneAssignment {
	const [p, bits, saved] = upTo(3, mersenne(fields));
	const bound = { tfBits: number(bits, "bits"), testsSaved: number(saved, "tests saved") };
	return { type: "P-1", keyword: "Pfactor", aid, exponent: testable(p), bound };
}

function pminus1(aid: string | undefined, fields: readonly string[]): PMinusOneAssignment {
	const [p, b1, b2, ...others] = mersenne(fields);
	if (others.some((field) => field === undefined || !NUMBER.test(field)))
		throw new Refusal("factors that are known already are not left out here");
	const bound = { b1: number(b1, "B1"), b2: number(b2 ?? "0", "B2") };
	const refusal = refusalOfBounds(bound);
	if (refusal !== undefined) throw new Refusal(refusal);
	return { type: "P-1", keyword: "Pminus1", aid, exponent: testable(p), bound };
}

function certificate(aid: string | undefined, fields: readonly string[]): CertAssignment {
	const [p, count] = upTo(2, mersenne(fields));
	const squarings = number(count, "squarings");
	if (!Number.isInteger(squarings) || squarings < 1 || squarings > MOST_SQUARINGS)
		throw new Refusal(`its squarings must be a whole number from 1 to ${MOST_SQUARINGS}`);
	return { type: "Cert", keyword: "Cert", aid, exponent: testable(p), squarings };
}

/** The exponent of k,b,n,c, and the fields behind. */
function mersenne([k, b, n, c, ...others]: readonly string[]): (string | undefined)[] {
	if (k !== "1" || b !== "2" || c !== "-1") throw new Refusal("it is about no Mersenne number 1,2,p,-1");
	return [n, ...others];
}

function testable(text: string | undefined): number {
	const exponent = text !== undefined && WHOLE.test(text) ? Number(text) : Number.NaN;
	if (Number.isNaN(exponent)) throw new Refusal("it has no exponent");
	if (exponent > LARGEST_TRANSFORM_EXPONENT)
		throw new Refusal(`exponents above ${LARGEST_TRANSFORM_EXPONENT} are too large for this program`);
	if (exponent < 3 || !isPrime(exponent)) throw new Refusal(`${exponent} is no prime exponent from 3 up`);
	return exponent;
}

function upTo(most: number, fields: readonly (string | undefined)[]): readonly (string | undefined)[] {
	if (fields.length > most) throw new Refusal("it has more fields than are known here");
	return fields;
}

function bitsOf(text: string | undefined): number | undefined {
	return text === undefined ? undefined : Math.floor(number(text, "bits"));
}

function number(text: string | undefined, name: string): number {
	if (text === undefined || !NUMBER.test(text)) throw new Refusal(`its ${name} are no number`);
	return Number(text);
}

/** Separated by commas but for those in quotes; empty ones at the end are none. */
function fieldsOf(text: string): string[] {
	const fields = text.match(/("[^"]*"|[^,"])+|(?<=^|,)(?=,|$)/g)?.map((field) => field.trim()) ?? [];
	while (fields.at(-1) === "") fields.pop();
	return fields;
}
