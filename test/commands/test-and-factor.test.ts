// The commands test and factor as a person runs them: exit codes, what stdout carries, and going on after an interruption.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Outcome, runGimpsNode } from "./gimps-node.ts";

let dataDir = "";

function gimpsNode(args: readonly string[], interruptAt?: RegExp): Promise<Outcome> {
	return runGimpsNode(args, { dataDir, interruptAt });
}

describe("the commands test and factor", { timeout: 90_000 }, () => {
	beforeAll(async () => {
		dataDir = await mkdtemp(join(tmpdir(), "commands-"));
	});
	afterAll(() => rm(dataDir, { recursive: true }));

	it("prints a prime as a line of GIMPS's JSON", async () => {
		const { code, out, words } = await gimpsNode(["test", "4423"]);
		expect(code).toBe(0);
		expect(JSON.parse(out)).toMatchObject({ status: "P", exponent: 4423, worktype: "LL", res64: "0000000000000000" });
		expect(words).toContain("M4423 is prime, confirmed by a second run");
	});

	it("prints a composite's PRP residue of both sizes", async () => {
		const { code, out } = await gimpsNode(["test", "4409", "--type", "prp", "--json"]);
		expect(code).toBe(0);
		const result: { readonly res64: string; readonly res2048: string } = JSON.parse(out);
		expect(result).toMatchObject({ status: "C", worktype: "PRP-3", "residue-type": 1, errors: { gerbicz: 0 }, "error-code": "00000000" });
		expect(result.res2048).toHaveLength(512);
		expect(result.res2048.endsWith(result.res64)).toBe(true);
	});

	it("stops at an interim residue, which has no verdict", async () => {
		const { out, words } = await gimpsNode(["test", "22679", "--iterations", "100", "--json"]);
		expect(JSON.parse(out)).toMatchObject({ exponent: 22679, iterations: 100, res64: "27F79B322B31FDA9" });
		expect(JSON.parse(out)).not.toHaveProperty("status");
		expect(words).toBe("");
	});

	it.each([
		[["test", "15"], "15 is no prime number"],
		[["test", "2"], "begin at the exponent 3"],
		[["test", "31", "--iterations", "30"], "give fewer"],
		[["test", "31", "--type", "fermat"], "must be ll or prp"],
		[["factor", "31", "--bits", "90"], "from 1 to 80"],
		[["factor", "1009", "--bits", "80"], "--bits: at most"],
		[["factor", "1009", "--b1", "1"], "from 2 to 100000000"],
		[["factor", "1009", "--b1", "100", "--bits", "20"], "give one of them"],
	])("refuses %j with one line and exit code 2", async (args, line) => {
		const { code, out, words } = await gimpsNode(args);
		expect([code, out]).toEqual([2, ""]);
		expect(words).toContain(line);
		expect(words.trimEnd().split("\n")).toHaveLength(1);
	});

	it("saves when interrupted, exits with 130, and goes on with the same command", async () => {
		const exponent = "1257787";
		const first = await gimpsNode(["test", exponent], /iteration \d/);
		expect([first.code, first.out]).toEqual([130, ""]);
		expect(first.words).toContain("the same command goes on");
		expect(await readdir(join(dataDir, "tests"))).toContain(`M${exponent}-ll.save`);
		const reached = Number(/iteration (\d+)/.exec(first.words)?.[1]);
		const second = await gimpsNode(["test", exponent], /iteration \d/);
		expect(Number(/iteration (\d+)/.exec(second.words)?.[1])).toBeGreaterThanOrEqual(reached);
	});

	it("finds a factor, or says that there is none", async () => {
		const found = await gimpsNode(["factor", "60000359", "--bits", "30"]);
		expect(found.code).toBe(0);
		expect(JSON.parse(found.out)).toMatchObject({ status: "F", exponent: 60000359, worktype: "TF", factors: ["120000719"] });
		const unworthy = await gimpsNode(["factor", "11"]);
		expect(unworthy.words).toBe("M11: no factor was looked for, since a test is quicker; --bits says how deep to look all the same\n");
		expect((await gimpsNode(["factor", "1000003", "--bits", "30"])).words).toContain("M1000003 has no factor below 2^30\n");
		const none = await gimpsNode(["factor", "13", "--bits", "20", "--json"]);
		expect(JSON.parse(none.out)).toMatchObject({ status: "NF", exponent: 13, rangecomplete: true });
		expect(none.words).toBe("");
	});

	it("finds a factor by P-1, or says that these bounds find none", async () => {
		const found = await gimpsNode(["factor", "67", "--b1", "2677"]);
		expect(found.code).toBe(0);
		expect(JSON.parse(found.out)).toMatchObject({ status: "F", exponent: 67, worktype: "P-1", b1: 2677, factors: ["193707721"] });
		expect(found.words).toContain("finds the factor 193707721");
		const none = await gimpsNode(["factor", "86243", "--b1", "200", "--json"]);
		expect(JSON.parse(none.out)).toMatchObject({ status: "NF", exponent: 86243, worktype: "P-1", b1: 200 });
		expect(none.words).toBe("");
		const both = await gimpsNode(["factor", "67", "--b1", "30", "--b2", "2677"]);
		expect(JSON.parse(both.out)).toMatchObject({ status: "F", b1: 30, b2: 2677, factors: ["193707721"] });
		const wrong = await gimpsNode(["factor", "67", "--b1", "30", "--b2", "20"]);
		expect([wrong.code, wrong.words]).toEqual([2, expect.stringContaining("B2 must be above B1")]);
	});

	it("saves P-1 when interrupted, exits with 130, and goes on with the same command", async () => {
		const args = ["factor", "1257787", "--b1", "60000"];
		const first = await gimpsNode(args, /iteration \d/);
		expect([first.code, first.out]).toEqual([130, ""]);
		expect(await readdir(join(dataDir, "tests"))).toContain("M1257787-p-1-60000.save");
		const reached = Number(/iteration (\d+)/.exec(first.words)?.[1]);
		const second = await gimpsNode(args, /iteration \d/);
		expect(Number(/iteration (\d+)/.exec(second.words)?.[1])).toBeGreaterThanOrEqual(reached);
	});

	it("does so in the second stage", async () => {
		const args = ["factor", "1257787", "--b1", "100", "--b2", "3000000", "--memory", "64"];
		const first = await gimpsNode(args, /P-1 stage 2.*iteration \d/);
		expect([first.code, first.out]).toEqual([130, ""]);
		expect(await readdir(join(dataDir, "tests"))).toContain("M1257787-p-1-100-3000000.save");
		const reached = Number(/iteration (\d+)/.exec(first.words)?.[1]);
		const second = await gimpsNode(args, /stage 2.*iteration \d/);
		expect(Number(/iteration (\d+)/.exec(second.words)?.[1])).toBeGreaterThan(reached);
	});
});
