import { describe, expect, it } from "vitest";
import { type Assignment, keyOf, lineOf, readLine, type TestAssignment } from "../../src/gimps/assignment.ts";

const AID = "0123456789ABCDEF0123456789abcdef";

function read(line: string): Assignment {
	const reading = readLine(line);
	if (reading === undefined || "refused" in reading) throw new Error(`${line}: ${reading?.refused ?? "a comment"}`);
	return reading.assignment;
}

function refusal(line: string): string {
	const reading = readLine(line);
	return reading !== undefined && "refused" in reading ? reading.refused : "";
}

describe("a line of a work file", () => {
	it.each<[string, Partial<Record<string, unknown>>]>([
		[`Test=${AID},86243,64,1`, { type: "test", kind: "LL", aid: AID, exponent: 86243, tfBits: 64, testsSaved: 0 }],
		["Test=86243", { type: "test", kind: "LL", aid: undefined, tfBits: undefined, testsSaved: 0 }],
		["Test=86243,64,0", { tfBits: 64, testsSaved: 2 }],
		["DoubleCheck=N/A,86243,64,0", { keyword: "DoubleCheck", aid: "N/A", testsSaved: 1 }],
		[`PRP=${AID},1,2,86243,-1,76,1.3`, { type: "test", kind: "PRP", aid: AID, exponent: 86243, tfBits: 76, testsSaved: 1.3 }],
		["PRP=1,2,86243,-1", { kind: "PRP", tfBits: undefined, testsSaved: 0 }],
		["PRPDC=n/a,1,2,86243,-1,76,0,3,1", { keyword: "PRPDC", aid: "n/a", testsSaved: 0 }],
		[`Factor=${AID},60000359,70,71`, { type: "TF", exponent: 60_000_359, from: 70, to: 71 }],
		["Pfactor=N/A,1,2,86243,-1,76,2", { type: "P-1", bound: { tfBits: 76, testsSaved: 2 } }],
		["Pminus1=1,2,86243,-1,10000,300000", { type: "P-1", bound: { b1: 10_000, b2: 300_000 } }],
		["Pminus1=N/A,1,2,86243,-1,10000,0,76", { type: "P-1", bound: { b1: 10_000, b2: 0 } }],
		[`Cert=${AID},1,2,86243,-1,1000`, { type: "Cert", aid: AID, exponent: 86243, squarings: 1000 }],
		["CERT=n/a,1,2,86243,-1,1,,\r", { type: "Cert", keyword: "Cert", squarings: 1 }],
	])("%s", (line, expected) => expect(read(line)).toMatchObject(expected));

	it("may be in any case, end as on Windows, and trail commas and spaces", () => {
		const plain = read(`Test=${AID},86243,64,1`);
		for (const odd of [
			`TEST=${AID},86243,64,1\r`,
			`test=${AID}, 86243 ,64,1,,\r`,
			`tESt =${AID},86243,64,1  `,
			`\uFEFFTest=${AID},86243,64,1`,
		])
			expect(read(odd)).toEqual(plain);
	});

	it.each(["", "  ", "; a word", "# 5", "[Worker #1]", "// Test=61", " Test=61", "\r", "12=3"])("%j is a comment", (line) =>
		expect(readLine(line)).toBeUndefined(),
	);

	it.each([
		[`Cert=${AID},1,2,86243,-1`, "squarings"],
		[`Cert=${AID},1,2,86243,-1,0`, "squarings"],
		[`Cert=${AID},1,2,86243,-1,280000001`, "squarings"],
		[`Cert=${AID},3,2,86243,-1,1000`, "Mersenne"],
		["ECM2=N/A,1,2,86243,-1,50000,5000000,3", "ECM2"],
		["Test", "no assignment"],
		["Test=", "no exponent"],
		["Test=86244", "no prime exponent"],
		["Test=2", "from 3 up"],
		["Test=999999999989", "too large"],
		["Test=86243,x,0", "no number"],
		["Test=86243,64,1,9", "more fields"],
		["Test=FFT2=4480K,86243,64", "no exponent"],
		["PRP=3,2,86243,1", "Mersenne"],
		['PRP=1,2,86243,-1,"5,7"', "cofactors"],
		['PRP=1,2,86243,-1,70,0,3,5,"7"', "cofactors"],
		["PRPDC=1,2,86243,-1,70,0,3,5", "residue type"],
		["PRP=1,2,86243,-1,70,0,2,1", "base"],
		["Factor=60000359,71,71", "nothing to look for"],
		["Factor=60000359,80,81", "too large"],
		["Factor=1009,10,80", "too large"],
		["Factor=60000359,70", "bits"],
		["Pfactor=1,2,86243,-1,76", "tests saved"],
		["Pminus1=1,2,86243,-1", "B1"],
		["Pminus1=1,2,86243,-1,1000000001,0", "B1"],
		["Pminus1=1,2,86243,-1,10000,1000000001", "B2"],
		["Pminus1=1,2,86243,-1,10000,many", "B2"],
		["Pminus1=1,2,86243,-1,7,1000", "at least 11"],
		['Pminus1=1,2,86243,-1,1000,0,70,"7"', "known already"],
	])("%s is left alone with a reason", (line, reason) => expect(refusal(line)).toContain(reason));

	it("is written again with what was done, and stays the same work", () => {
		for (const line of [`Test=${AID},86243,64,0`, "DoubleCheck=N/A,86243,64,0", "PRP=N/A,1,2,86243,-1,64,2", "PRPDC=1,2,86243,-1,64,1.5"]) {
			const before = read(line) as TestAssignment;
			expect(lineOf(before)).toBe(line);
			const after = read(lineOf({ ...before, tfBits: 66, testsSaved: 0 }));
			expect(after).toMatchObject({ tfBits: 66, testsSaved: 0, aid: before.aid });
			expect(keyOf(after)).toBe(keyOf(before));
		}
	});

	it("is other work with another id, kind, exponent or bound", () => {
		const lines = ["Test=86243", "DoubleCheck=86243", "Test=N/A,86243", "Test=86249", "Factor=86243,20,21", "Factor=86243,21,22"];
		expect(new Set(lines.map((line) => keyOf(read(line)))).size).toBe(lines.length);
	});
});
