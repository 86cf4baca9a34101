import { describe, expect, it } from "vitest";
import type { ResidueResult } from "../../src/engine/engine.ts";
import { gimpsFactorResult, gimpsResult } from "../../src/gimps/result.ts";

const OPTIONS = { version: "1.2.3", time: new Date("2026-11-25T08:09:10.999Z") };
const LL: ResidueResult = {
	exponent: 86249,
	kind: "LL",
	prime: false,
	res64: "0123456789ABCDEF",
	iterations: 86247,
	shift: 0,
	transformLength: 4608,
	roundOff: 0.1,
	errors: 0,
	seconds: 2,
};
const ORIGIN = '"program":{"name":"gimps-node","version":"1.2.3"},"timestamp":"2026-11-25 08:09:10"';

describe("a result line", () => {
	it("of LL has its shift, also where it is 0, and its fields in the order of other programs", () => {
		const credit = { user: "me", computer: "lab7", aid: "0123456789ABCDEF0123456789ABCDEF" };
		expect(JSON.stringify(gimpsResult(LL, { ...OPTIONS, credit }))).toBe(
			`{"status":"C","exponent":86249,"worktype":"LL","res64":"0123456789ABCDEF","fft-length":4608,"shift-count":0,"error-code":"00000000",${ORIGIN},"user":"me","computer":"lab7","aid":"0123456789ABCDEF0123456789ABCDEF"}`,
		);
	});

	it("of PRP has the residue's type and the errors", () => {
		const prp = { ...LL, kind: "PRP", res2048: "AB", shift: 7, errors: 2 } as const;
		expect(JSON.stringify(gimpsResult(prp, OPTIONS))).toBe(
			`{"status":"C","exponent":86249,"worktype":"PRP-3","res64":"0123456789ABCDEF","residue-type":1,"res2048":"AB","fft-length":4608,"shift-count":7,"error-code":"00000000",${ORIGIN},"errors":{"gerbicz":2}}`,
		);
		expect(gimpsResult({ ...prp, prime: true }, OPTIONS)["res2048"]).toBeUndefined();
	});

	it("of a search for factors says what was done", () => {
		const search = { exponent: 67, factor: null, seconds: 1 };
		expect(JSON.stringify(gimpsFactorResult({ method: "TF", from: 20, bits: 24.7, ...search }, OPTIONS))).toBe(
			`{"status":"NF","exponent":67,"worktype":"TF","bitlo":20,"bithi":24,"rangecomplete":true,${ORIGIN}}`,
		);
		expect(JSON.stringify(gimpsFactorResult({ method: "P-1", b1: 3000, b2: 90_000, ...search, factor: "193707721" }, OPTIONS))).toBe(
			`{"status":"F","exponent":67,"worktype":"P-1","b1":3000,"b2":90000,"factors":["193707721"],${ORIGIN}}`,
		);
	});
});
